import { browser } from 'wxt/browser';
import type { Vars } from '@/lib/move/model';

/** Keys are looked up by name at run time; a unit test checks that each exists. */
const catalogue: { getMessage(key: string, vars: string[]): string; getUILanguage(): string } = browser.i18n;

/**
 * The words for `key` (dots as in the locale file) in the browser's language, with `$1`, `$2`, … filled in. A number is
 * written as the language does, and the first one chooses among the forms of a message that has several: they stand
 * in the order zero, one, two, few, many, other, each only where the language has it ("$1 post | $1 posts").
 * A missing key shows itself, so that it is seen.
 */
export function say(key: string, vars: Vars = []): string {
  return filled(key, vars, rightToLeft() ? isolated : (value) => value);
}

/**
 * The same words for a text that leaves the screen (a post, a bio, a message to copy): nothing unseen is put around what
 * is filled in.
 */
export function compose(key: string, vars: Vars = []): string {
  return filled(key, vars, (value) => value);
}

/** Whether the words are read from right to left. */
export function rightToLeft(): boolean {
  return catalogue.getMessage('direction', []) === 'rtl';
}

/** Between marks that keep a handle's `@` or an address in its own direction within a sentence of the other (Unicode UAX #9: FSI, PDI). */
const isolated = (value: string) => `\u2068${value}\u2069`;

function filled(key: string, vars: Vars, write: (value: string) => string): string {
  const text = catalogue.getMessage(
    key.replaceAll('.', '_'),
    vars.map((value) => (typeof value === 'number' ? count(value) : write(value))),
  );
  const number = vars.find((value) => typeof value === 'number');
  if (!text) return key;
  return number === undefined ? text : pluralForm(text, number);
}

/**
 * Language of the words, as a BCP 47 tag, for `Intl`: the browser's own with its region where the words are in it, else
 * the one whose words stand in for it, so that a sentence does not mix two.
 */
export function language(): string {
  const words = catalogue.getMessage('language', []) || 'en';
  const wanted = catalogue.getUILanguage();
  return wanted.split('-')[0] === words.split('-')[0] ? wanted : words;
}

/** A count in the person's language. */
export function count(value: number): string {
  return once(numbers, (spoken) => new Intl.NumberFormat(spoken)).format(value);
}

/** The order of the forms in a message, as CLDR has it. */
const order: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other'];
const numbers = new Map<string, Intl.NumberFormat>();
const plurals = new Map<string, Intl.PluralRules>();

function pluralForm(text: string, number: number): string {
  const forms = text.split(' | ');
  const rules = once(plurals, (spoken) => new Intl.PluralRules(spoken));
  const had = rules.resolvedOptions().pluralCategories;
  const at = order.filter((category) => had.includes(category)).indexOf(rules.select(number));
  return forms[Math.min(at, forms.length - 1)] ?? text;
}

/** A formatter holds much memory outside the script's own: one for each language, not one for every number. */
function once<F>(made: Map<string, F>, make: (language: string) => F): F {
  const spoken = language();
  const format = made.get(spoken) ?? make(spoken);
  made.set(spoken, format);
  return format;
}
