import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

interface Package {
  name: string;
  version: string;
  license?: string;
  author?: string | { name: string };
}

/** What a build adds under names that are no files, and whose code that is. */
const added: readonly (readonly [start: string, name: string])[] = [
  ['\0vite/', 'vite'],
  ['\0rolldown/', 'rolldown'],
  ['\0virtual:wxt-', 'wxt'],
];

/** The folder of the package that a module is from; null for our own. */
function folderOf(id: string): string | null {
  const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1];
  if (found) return found;
  const name = added.find(([start]) => id.startsWith(start))?.[1];
  return name ? resolve('node_modules', name) : null;
}

/** A package may have forgotten its licence's words; those of MIT are the ones of our own file, under another name. */
function ownWords({ name, license, author }: Package): string {
  const who = typeof author === 'object' ? author.name : author;
  if (license !== 'MIT' || !who) throw new Error(`${name} (${license ?? 'no licence'}) brings no words of its licence: see what it says, then say it here.`);
  return readFileSync('LICENSE', 'utf8').replace(/^Copyright .*$/m, `Copyright (c) ${who}`);
}

function chapter(folder: string): string {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)(\.|$)/i.test(file)).sort();
  const words = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  if (!files.some((file) => !/^notice/i.test(file))) words.unshift(ownWords(about));
  // Vite's file goes on with what Vite itself carries, none of which gets into a build.
  const text = words.map((one) => (one.replaceAll('\r\n', '\n').split('\n# Licenses of bundled dependencies')[0] ?? '').trim()).join('\n\n');
  return `${about.name} ${about.version}: ${about.license ?? 'no licence'}\n\n${text}\n`;
}

/** Notes from which packages the code of a build is, over all the runs of Vite that make one; `text` says what they ask to be said. */
export function licences(): { plugin: Plugin; forget: () => void; text: () => string } {
  const folders = new Set<string>();
  const plugin: Plugin = {
    name: 'moving-day-licences',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const [id, module] of Object.entries(chunk.modules)) {
          const folder = module.renderedLength > 0 ? folderOf(id) : null;
          if (folder) folders.add(folder);
        }
      }
    },
  };
  const text = () => {
    // One package may lie in several places in one version; by character, so that the order is that of no language.
    const chapters = [...new Set([...folders].map(chapter))].sort((a, b) => (a < b ? -1 : 1));
    const own = `Moving Day is free software, and contains code from the packages below.\n\n${readFileSync('LICENSE', 'utf8')}`;
    return [own, ...chapters].join(`\n${'='.repeat(80)}\n\n`);
  };
  return { plugin, forget: () => folders.clear(), text };
}
