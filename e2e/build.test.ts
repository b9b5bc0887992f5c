import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const object = (value: unknown): Record<string, unknown> => ({ ...(value as Record<string, unknown>) });

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
  it('opens nothing to web pages', () => {
    expect(manifest.web_accessible_resources).toBeUndefined();
    expect(manifest.externally_connectable).toBeUndefined();
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
