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
