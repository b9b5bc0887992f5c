import { language } from '@/lib/browser/words';

/** A count in the person's language. */
export function count(value: number): string {
  return new Intl.NumberFormat(language()).format(value);
}

/** Time of day for today, else date and time. `now` in milliseconds since the epoch, like `at`. */
export function when(at: number, now: number): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(language(), today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** A date. */
export function day(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'long' }).format(at);
}

/** A part of 1 as a percentage. */
export function percent(part: number): string {
  return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 0 }).format(part);
}

/** An amount of data, in the largest unit that leaves a whole number or more. */
export function bytes(amount: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const index = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, amount)) / 3)));
  return new Intl.NumberFormat(language(), { style: 'unit', unit: units[index], maximumFractionDigits: index === 0 ? 0 : 1 }).format(amount / 1000 ** index);
}

/** A language by its name in the person's own; the code where it is none. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
