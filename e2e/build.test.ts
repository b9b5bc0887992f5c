import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const object = (value: unknown): Record<string, unknown> => ({ ...(value as Record<string, unknown>) });
const text = (path: string): string => readFileSync(path, 'utf8');
const project = object(read('package.json'));

describe.each(['chrome-mv3', 'firefox-mv3'])('the manifest of %s', (name) => {
  const manifest = object(read(`.output/${name}/manifest.json`));
  it('asks for exactly these permissions', () => {
    expect(manifest.permissions).toEqual(['storage', 'unlimitedStorage', 'alarms', 'identity', 'scripting']);
    // Asked for only by a press on "Tell me".
    expect(manifest.optional_permissions).toEqual(['notifications']);
  });
  it('requires no host access, and may ask for servers only', () => {
    expect(manifest.host_permissions).toBeUndefined();
    expect(manifest.content_scripts).toBeUndefined();
    expect(manifest.optional_host_permissions).toEqual(['https://*/*', 'http://localhost/*', 'http://*.localhost/*']);
  });
  it('has the version of package.json, where alone it is written', () => {
    expect(manifest.version).toBe(project.version);
    expect(manifest.version_name).toBeUndefined();
    expect(object(read('package-lock.json')).version).toBe(project.version);
    expect(/^## (\S+)/m.exec(text('CHANGELOG.md'))?.[1]).toBe(project.version);
  });
  it('opens nothing to web pages', () => {
    expect(manifest.web_accessible_resources).toBeUndefined();
    expect(manifest.externally_connectable).toBeUndefined();
  });
  it('lets pages and background load and run what is in the package, and nothing else', () => {
    expect(object(manifest.content_security_policy)).toEqual({ extension_pages: expect.any(String) as string });
    const rules = String(object(manifest.content_security_policy).extension_pages).split('; ').map((rule) => rule.split(' '));
    const servers = ['https:', 'http://localhost:*', 'http://*.localhost:*'];
    expect(Object.fromEntries(rules.map(([name, ...sources]) => [name, sources]))).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'worker-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'blob:', ...servers],
      'media-src': ['blob:'],
      'connect-src': ["'self'", ...servers],
      'object-src': ["'none'"],
      'frame-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
  });
  it('has no page that needs more than that', () => {
    const files = readdirSync(`.output/${name}`, { recursive: true }).map(String);
    const words = (file: string) => text(join('.output', name, file));
    const pages = files.filter((file) => file.endsWith('.html'));
    expect(pages.length).toBeGreaterThan(1);
    for (const file of pages) {
      expect([file, words(file).match(/<style|<base|<iframe|<object|<form|\s(style|on[a-z]+)=|javascript:|(src|href)="(?!\/)[^"]*"/gi)]).toEqual([file, null]);
      expect([file, words(file).match(/<script(?![^>]*\bsrc=)/gi)]).toEqual([file, null]);
    }
    const styles = files.filter((one) => one.endsWith('.css')).map(words);
    // The popup's are in its script.
    const ofPopup = ['components/ui/base.css', 'components/popup/popup.css'].map(text);
    for (const style of [...styles, ...ofPopup]) expect(style.match(/@import|url\((?!["']?\/)[^)]*\)/gi)).toBeNull();
    for (const file of files.filter((one) => one.endsWith('.js'))) expect([file, words(file).match(/\beval\(|new Function\b|\bWebAssembly\b/g)]).toEqual([file, null]);
  });
});

describe('the browsers', () => {
  const gecko = object(object(object(read('.output/firefox-mv3/manifest.json')).browser_specific_settings).gecko);
  it('are as old as docs/browsers.md says, and no older', () => {
    const [chrome, firefox] = ['Chrome', 'Firefox'].map((name) => new RegExp(`^\\| ${name}[^|]*\\| (\\d+) \\|`, 'm').exec(text('docs/browsers.md'))?.[1]);
    expect([chrome, firefox]).toEqual(['120', '140']);
    expect(object(read('.output/chrome-mv3/manifest.json')).minimum_chrome_version).toBe(chrome);
    expect(gecko.strict_min_version).toBe(`${firefox}.0`);
  });
  it('get colours that the oldest of them knows', () => {
    const styles = readdirSync('.output/chrome-mv3', { recursive: true }).map(String).filter((file) => /\.(css|js)$/.test(file));
    expect(styles.filter((file) => text(join('.output/chrome-mv3', file)).includes('light-dark('))).toEqual([]);
  });
  it('hear from the Firefox package what travels, as store/privacy.md says', () => {
    const said = [...text('store/privacy.md').matchAll(/^\| .*\| `(\w+)` \|$/gm)].map((row) => row[1] ?? '');
    expect(said.length).toBeGreaterThan(0);
    expect(gecko.data_collection_permissions).toEqual({ required: said });
  });
});

describe.each(['chrome-mv3', 'firefox-mv3'])('the licences in %s', (name) => {
  const chapters = text(`.output/${name}/licences.txt`).split(`\n${'='.repeat(80)}\n\n`).slice(1);
  it.each(Object.entries(object(project.dependencies)))('have the words of %s', (dependency, version) => {
    const chapter = chapters.find((one) => one.startsWith(`${dependency} ${String(version)}: `));
    const folder = `node_modules/${dependency}`;
    const words = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file));
    expect(words).not.toEqual([]);
    for (const file of words) expect(chapter).toContain(text(join(folder, file)).replaceAll('\r\n', '\n').trim());
  });
  it('are those that ask for no more than to be named', () => {
    const others = chapters.filter((chapter) => !/^\S+ \S+: (MIT|ISC|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|0BSD)\n\n[\s\S]*(Permission|Redistribution|Apache License)/.test(chapter));
    expect(others).toEqual([]);
  });
});

describe('the end-to-end build', () => {
  it.each(['chrome', 'firefox'])('differs from the shipped one in the clock alone (%s)', (browser) => {
    const shipped = object(read(`.output/modules-${browser}-production.json`));
    const tested = object(read(`.output/modules-${browser}-e2e.json`));
    const names = [...new Set([...Object.keys(shipped), ...Object.keys(tested)])];
    const different = names.filter((name) => shipped[name] !== tested[name]).sort();
    expect(different).toEqual(['e2e/clock/clock.e2e.ts', 'lib/browser/clock.ts']);
    expect(Object.keys(shipped).length).toBeGreaterThan(60);
  });
  it('has the same manifest and the same words', () => {
    for (const file of ['manifest.json', '_locales/en/messages.json']) expect(read(`.output/chrome-mv3-e2e/${file}`)).toEqual(read(`.output/chrome-mv3/${file}`));
  });
  it('is not what ships', () => {
    const found = readdirSync('.output/chrome-mv3', { recursive: true }).map(String).filter((file) => file.endsWith('.js') && readFileSync(join('.output/chrome-mv3', file), 'utf8').includes('movingDayClock'));
    expect(found).toEqual([]);
  });
});

it('names no machine and no registry in the lockfile', () => {
  const lock = readFileSync('package-lock.json', 'utf8');
  expect(lock).not.toMatch(/"resolved"/);
  expect(execFileSync('git', ['ls-files'], { encoding: 'utf8' })).not.toContain('.npmrc');
});
