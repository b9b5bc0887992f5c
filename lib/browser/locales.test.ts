import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localeNames, readLocale } from './testing/locales';

/** The languages that we speak. To add one is to add its file, and its name here. */
const spoken = ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'ko', 'nl', 'pl', 'pt_BR', 'zh_CN'];
const english = readLocale('en');
const tag = (name: string) => name.replace('_', '-');

/** What is the same in two languages, for good reason: names, and words that both have. */
const sameEverywhere = /^(Moving Day|[\W\d_]*|Software|OK|Mastodon)$/;
const sameIn: Record<string, readonly string[]> = {
  de: ['Export', 'Import', 'Alias', 'Alias.', 'Pause', 'Name', 'Server', 'Bio', 'Links.', 'Version $1'],
  es: ['Alias', 'Alias.'],
  fr: ['Export', 'Import', 'Alias', 'Alias.', 'Pause', 'Collections', 'Conversations', 'Notifications', 'public', 'Bio', 'Versions.', 'Version $1'],
  it: ['Alias', 'Alias.', 'Backup', 'Backup.', 'Server'],
  nl: ['Start', '(open)', 'Accounts', 'Export', 'Import', 'Alias', 'Alias.', 'Filters', '$1 account | $1 accounts', 'Server', 'Bio', 'Label $1', 'Stop:', 'Links.', 'Help'],
  pl: ['Import', 'Alias', 'Alias.', 'Stop:'],
  pt_BR: ['Alias', 'Alias.', 'Backup', 'Backup.', 'Links.'],
};

const sources = ['lib', 'components', 'entrypoints']
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map(String).filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.')).map((file) => readFileSync(join(folder, file), 'utf8')))
  .join('\n');

describe('every language', () => {
  it('is there', () => {
    expect(localeNames).toEqual(spoken);
    expect(spoken.filter((name) => !existsSync(join('store/listing', `${name}.md`)))).toEqual([]);
  });

  it.each(spoken)('has a word for everything, and for nothing else: %s', (name) => {
    const texts = readLocale(name);
    expect([...texts.keys()]).toEqual([...english.keys()]);
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
    expect(texts.get('language')).toBe(tag(name));
    expect(texts.get('direction')).toBe(name === 'ar' ? 'rtl' : 'ltr');
  });

  it.each(spoken)('fills in what English fills in: %s', (name) => {
    const holes = (text: string) => [...new Set(text.match(/\$\d/g) ?? [])].sort().join(' ');
    // A form for one thing may say so in words.
    const wrong = [...readLocale(name)].filter(([key, text]) => holes(text) !== holes(english.get(key) ?? ''));
    expect(wrong).toEqual([]);
  });

  it.each(spoken)('has as many forms as it has ways to count whole numbers: %s', (name) => {
    const rules = new Intl.PluralRules(tag(name));
    const ways = new Set(Array.from({ length: 1_000 }, (_, n) => rules.select(n))).size;
    const wrong = [...readLocale(name)].filter(([key, text]) => text.split(' | ').length !== (english.get(key)?.includes(' | ') === true || text.includes(' | ') ? ways : 1));
    expect(wrong).toEqual([]);
  });

  it.each(spoken.filter((name) => name !== 'en'))('is not English: %s', (name) => {
    const same = [...readLocale(name)].filter(([key, text]) => text === english.get(key) && !sameEverywhere.test(text.replace(/\$\d/g, '')) && key !== 'direction' && sameIn[name]?.includes(text) !== true);
    expect(same).toEqual([]);
  });

  it.each(spoken)('has buttons that fit a popup, and a description that stores take: %s', (name) => {
    const texts = readLocale(name);
    const wide = /^[\u1100-\uffdc]$/;
    const width = (text: string) => [...text].reduce((sum, letter) => sum + (wide.test(letter) ? 1.8 : 1), 0);
    expect([...texts].filter(([key, text]) => key.endsWith('.action') && width(text) > 44)).toEqual([]);
    expect(texts.get('extDescription')?.length).toBeLessThanOrEqual(132);
  });
});

it('no word is there that nobody says', () => {
  // A key is said in full, or made of parts in a template: what is filled in is one part of it, whatever it is.
  const said = [...new Set([...sources.matchAll(/'([\w.]+)'|`((?:[\w.]|\$\{[^`{}]*\})+)`/g)].map((match) => match[1] ?? match[2] ?? ''))];
  // What the guide says is named without its beginning and end.
  const keys = said.flatMap((text) => [...(/^\w+\./.test(text) ? [text] : []), `guide.${text}`, `guide.${text}.title`, `guide.${text}.text`]);
  const plain = new Set(keys);
  const patterns = keys.filter((text) => text.includes('$')).map((text) => new RegExp(`^${text.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.')).join('\\w+')}$`));
  const unsaid = [...english.keys()].filter((key) => !['extName', 'extDescription', 'language', 'direction'].includes(key) && !plain.has(key) && !patterns.some((pattern) => pattern.test(key)));
  expect(unsaid).toEqual([]);
});

it('French sets no space that a line may break before a sign', () => {
  expect([...readLocale('fr')].filter(([, text]) => / [?!;:»]|« /.test(text))).toEqual([]);
});
