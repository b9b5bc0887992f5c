import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'locales';

/** Names of the locale files, as the browser's folders have them: `en`, `pt_BR`. */
export const localeNames = readdirSync(folder).map((file) => file.replace(/\.yml$/, '')).sort();

/** The texts of a locale file by key, with dots; a reader of the plain part of YAML that these files use. */
export function readLocale(name: string): Map<string, string> {
  const texts = new Map<string, string>();
  const stack: { indent: number; name: string }[] = [];
  let block: { key: string; indent: number; lines: string[] } | null = null;
  for (const line of readFileSync(join(folder, `${name}.yml`), 'utf8').split('\n')) {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (block !== null) {
      if (line.trim() === '' || indent > block.indent) {
        block.lines.push(line.trim());
        continue;
      }
      texts.set(block.key, block.lines.join('\n').trim());
      block = null;
    }
    const found = /^ *'?([A-Za-z0-9]+)'?:(?: (.*))?$/.exec(line);
    if (!found) continue;
    const [, part = '', value] = found;
    while ((stack.at(-1)?.indent ?? -1) >= indent) stack.pop();
    const key = [...stack.map((one) => one.name), part].join('.');
    if (value === undefined) stack.push({ indent, name: part });
    else if (value.startsWith('|')) block = { key, indent, lines: [] };
    else texts.set(key, unquoted(value));
  }
  return texts;
}

function unquoted(value: string): string {
  return /^'.*'$/s.test(value) ? value.slice(1, -1).replaceAll("''", "'") : value;
}
