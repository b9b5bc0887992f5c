import file from '../.output/chrome-mv3/_locales/en/messages.json';

const messages: Record<string, { message: string } | undefined> = file;

/** Stands for the browser in the gallery: the words of the last build, in English. */
export const browser = {
  i18n: {
    getMessage: (key: string, vars: readonly string[] = []) => (messages[key]?.message ?? '').replace(/\$(\d)/g, (_all, n: string) => vars[Number(n) - 1] ?? ''),
    getUILanguage: () => 'en',
  },
};
