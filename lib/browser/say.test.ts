import { beforeEach, expect, it, vi } from 'vitest';
import { readLocale } from './testing/locales';

const spoken = vi.hoisted(() => ({ texts: new Map<string, string>(), ui: 'en' }));
vi.mock('wxt/browser', () => ({
  browser: {
    i18n: {
      getUILanguage: () => spoken.ui,
      getMessage: (key: string, vars: string[]) => (spoken.texts.get(key.replaceAll('_', '.')) ?? '').replace(/\$(\d)/g, (_, at: string) => vars[Number(at) - 1] ?? ''),
    },
  },
}));

beforeEach(() => vi.resetModules());
async function speaking(locale: string, ui = locale.replace('_', '-')) {
  Object.assign(spoken, { texts: readLocale(locale), ui });
  return import('./words');
}

it('what is filled in keeps its own direction in a sentence that runs the other way, and leaves no trace in a text to send', async () => {
  const { compose, say } = await speaking('ar');
  const acct = '@ada@new.example';
  expect(say('signIn.window.title', [acct])).toContain(`\u2068${acct}\u2069`);
  expect(compose('announcement.draft.old', [acct])).toContain(acct);
  expect(compose('announcement.draft.old', [acct])).not.toMatch(/[\u2066-\u2069]/);
  const english = await speaking('en');
  expect(english.say('signIn.window.title', [acct])).not.toMatch(/[\u2066-\u2069]/);
});

it.each([
  ['ar', [0, 1, 2, 3, 11, 100]],
  ['pl', [1, 2, 5]],
  ['de', [1, 2]],
  ['ja', [1]],
])('each way to count has its own form: %s', async (locale, numbers) => {
  const { say } = await speaking(locale);
  const forms = spoken.texts.get('step.export.saved')?.split(' | ') ?? [];
  expect(forms).toHaveLength(numbers.length);
  const blank = (text: string | undefined) => text?.replace(/\$1|[\d\u0660-\u0669]+/g, '');
  expect(numbers.map((number) => blank(say('step.export.saved', [number])))).toEqual(forms.map(blank));
});

it('numbers are written as the language does, with the region of the browser where it speaks it', async () => {
  expect((await speaking('de')).count(12345)).toBe('12.345');
  expect((await speaking('en', 'fr-FR')).language()).toBe('en');
  expect((await speaking('pt_BR', 'pt-PT')).language()).toBe('pt-PT');
});
