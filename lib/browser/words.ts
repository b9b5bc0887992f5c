import { browser } from 'wxt/browser';

/** Keys are looked up by name at run time; a unit test checks that each exists. */
const catalogue: { getMessage(key: string, vars: string[]): string; getUILanguage(): string } = browser.i18n;

/**
 * The words for `key` (dots as in the locale file) in the browser's language, with `$1`, `$2`, … filled in. With
 * `count`, a message that has plural forms ("one | many") gives the right one. A missing key shows itself, so that it is seen.
 */
export function say(key: string, vars: readonly (string | number)[] = [], count?: number): string {
  const text = catalogue.getMessage(
    key.replaceAll('.', '_'),
    vars.map((value) => String(value)),
  );
  if (!text) return key;
  return count === undefined ? text : pluralForm(text, count);
}

/** Language of the interface, as a BCP 47 tag, for `Intl`. */
export function language(): string {
  return catalogue.getUILanguage();
}

function pluralForm(text: string, count: number): string {
  const forms = text.split(' | ');
  if (forms.length === 1) return text;
  if (forms.length === 2) return (count === 1 ? forms[0] : forms[1]) ?? text;
  return (count === 0 ? forms[0] : count === 1 ? forms[1] : forms[2]) ?? text;
}
