import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archiveProblems } from '@/lib/archive/refused';
import { kindIds, pageIds, problemCodes, reasonCodes, stepIds } from '@/lib/move/model';
import { readLocale } from './testing/locales';

const keys = readLocale('en');
const sources = ['lib', 'components', 'entrypoints'].flatMap((folder) =>
  readdirSync(folder, { recursive: true }).map(String).filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.')).map((file) => readFileSync(join(folder, file), 'utf8')),
).join('\n');

describe('the words', () => {
  it('exist for every key that is named in full', () => {
    const named = [...sources.matchAll(/\bsay\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('exist for every code', () => {
    const wanted = [
      ...problemCodes.flatMap((code) => ['what', 'means', 'next'].map((part) => `problem.${code}.${part}`)),
      ...reasonCodes.map((code) => `reason.${code}`),
      ...kindIds.map((id) => `kind.${id}`),
      ...stepIds.map((id) => `step.${id}.name`),
      ...['accounts', 'alias', 'backup', 'cooldown', 'moved'].map((code) => `checkpoint.unpassed.${code}`),
      ...['signedIn', 'backup', 'freshBackup', 'alias', 'cooldown', 'notMoved', 'import'].map((code) => `checkpoint.needs.${code}`),
    ];
    expect(wanted.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('exist for every detail of a step', () => {
    const folder = 'lib/move/steps';
    const missing = readdirSync(folder).filter((file) => !/registry|step\.ts/.test(file)).flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const id = /id: '(\w+)'/.exec(text)?.[1] ?? '';
      return [...text.matchAll(/detail: ([^,}]+)/g)].flatMap((match) => [...(match[1] ?? '').matchAll(/(?:^|[?:] )'(\w+)'/g)].map((part) => `step.${id}.${part[1] ?? ''}`));
    }).filter((key) => !keys.has(key));
    expect(missing).toEqual([]);
  });

  it('exist for everything that the guide says', () => {
    const folder = 'lib/pages';
    const said = readdirSync(folder).filter((file) => !file.includes('.test.')).flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/'((?:export|imports|importConfirm|aliases|migration|redirect|delete|authEdit|profile|account)\.\w+)'/g)].map((match) => `guide.${match[1] ?? ''}`));
    expect(said.length).toBeGreaterThan(25);
    expect(said.flatMap((key) => [`${key}.title`, `${key}.text`]).filter((key) => !keys.has(key))).toEqual([]);
    expect(pageIds.map((id) => `guide.action.openPage.${id}`).filter((key) => !keys.has(key) && !/authEdit|importConfirm/.test(key))).toEqual([]);
  });

  it('exist for what is said of the archive', () => {
    const text = readFileSync('lib/pages/export.ts', 'utf8');
    const asides = [...text.matchAll(/'(archive\.\w+)'/g)].map((match) => `guide.${match[1] ?? ''}`);
    expect(asides.length).toBeGreaterThan(2);
    const wanted = [...asides, ...archiveProblems.map((code) => `archive.why.${code}`), ...['making', 'ready', 'refused', 'failed'].map((word) => `guide.archive.${word}`)];
    expect(wanted.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('are short enough for a popup button', () => {
    const buttons = [...keys].filter(([key]) => /\.action$/.test(key));
    expect(buttons.filter(([, text]) => text.length > 36)).toEqual([]);
  });
});
