import type { MovingDayDb } from './db';

/** Origins whose access was lent for asking them once and is to be given back, null = none: also while a background works on it, and after one was stopped amid it. */
export async function lentAccess(db: MovingDayDb): Promise<string[] | null> {
  const row = await db.settings.get('lentAccess');
  return row ? row.value.split(' ').filter((origin) => origin !== '') : null;
}

/** Remembers what is lent; null = all was given back. */
export async function noteLent(db: MovingDayDb, origins: readonly string[] | null): Promise<void> {
  if (origins === null) await db.settings.delete('lentAccess');
  else await db.settings.put({ key: 'lentAccess', value: origins.join(' ') });
}
