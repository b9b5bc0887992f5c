import { browser } from 'wxt/browser';

/**
 * The words for `key` (dots as in the locale file) in the browser's language, with `$1`, `$2`, … filled in. With
 * `count`, a message that has plural forms ("one | many") gives the right one. A missing key shows itself, so that it is seen.
 */
export function say(key: string, vars: readonly (string | number)[] = [], count?: number): string {
  const text = browser.i18n.getMessage(
    key.replaceAll('.', '_'),
    vars.map((value) => String(value)),
  );
  if (!text) return key;
  return count === undefined ? text : pluralForm(text, count);
}

/** Language of the interface, as a BCP 47 tag, for `Intl`. */
export function language(): string {
  return browser.i18n.getUILanguage();
}

function pluralForm(text: string, count: number): string {
  const forms = text.split(' | ');
  if (forms.length === 1) return text;
  if (forms.length === 2) return (count === 1 ? forms[0] : forms[1]) ?? text;
  return (count === 0 ? forms[0] : count === 1 ? forms[1] : forms[2]) ?? text;
}
