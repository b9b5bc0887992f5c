import { language } from '@/lib/browser/words';
export { count } from '@/lib/browser/words';
import type { KindId } from '@/lib/move/model';

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** A formatter holds much memory outside the script's own: one of each, not one for every number that is drawn. */
function once<F extends Intl.NumberFormat | Intl.DateTimeFormat>(make: new (language: string, options: object) => F, options: object = {}): F {
  const name = `${make.name} ${language()} ${JSON.stringify(options)}`;
  const format = made.get(name);
  if (format instanceof make) return format;
  const fresh = new make(language(), options);
  made.set(name, fresh);
  return fresh;
}

/** Time of day for today, else date and time. `now` in milliseconds since the epoch, like `at`. */
export function when(at: number, now: number): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return once(Intl.DateTimeFormat, today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** A row's label as it is shown: that of a scheduled post begins with its time in UTC (ISO 8601, to the minute), shown in the person's own zone. */
export function ownTime(kind: KindId, label: string): string {
  if (kind !== 'scheduledPosts') return label;
  const [found, time = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\dZ) /.exec(label) ?? [];
  const at = Date.parse(time);
  if (found === undefined || !Number.isFinite(at)) return label;
  const shown = once(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  return label.length > found.length ? `${shown} · ${label.slice(found.length)}` : shown;
}

/** A date. */
export function day(at: number): string {
  return once(Intl.DateTimeFormat, { dateStyle: 'long' }).format(at);
}

/** A part of 1 as a percentage. */
export function percent(part: number): string {
  return once(Intl.NumberFormat, { style: 'percent', maximumFractionDigits: 0 }).format(part);
}

/** An amount of data, in the largest unit that leaves a whole number or more. */
export function bytes(amount: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const index = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, amount)) / 3)));
  return once(Intl.NumberFormat, { style: 'unit', unit: units[index], maximumFractionDigits: index === 0 ? 0 : 1 }).format(amount / 1000 ** index);
}

/** A language by its name in the person's own; the code where it is none. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([language()], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
