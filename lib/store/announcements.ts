import type { Move } from '@/lib/move/model';
import type { MovingDayDb } from './db';
import type { AnnouncementRow, Draft } from './rows';

/** Which announcement belongs to an account of a move. */
export function announcementId(moveId: string, actorUri: string): string {
  return `${moveId}|${actorUri}`;
}

/** The announcement of an account, made where there is none; `key` is for a new one. */
export async function announcementOf(db: MovingDayDb, move: Move, actorUri: string, key: string): Promise<AnnouncementRow> {
  return db.transaction('rw', db.announcements, async () => {
    const id = announcementId(move.id, actorUri);
    const known = await db.announcements.get(id);
    if (known) return known;
    const row: AnnouncementRow = { id, moveId: move.id, actorUri, draft: null, key, sent: null, status: 'draft', post: null, problem: null };
    await db.announcements.add(row);
    return row;
  });
}

/** Keeps a draft as it was left. One that was posted does not change any more. */
export async function keepDraft(db: MovingDayDb, id: string, draft: Draft): Promise<void> {
  await db.transaction('rw', db.announcements, async () => {
    const row = await db.announcements.get(id);
    if (row && row.status !== 'posted') await db.announcements.update(id, { draft });
  });
}

/** Announcements whose request may be under way since before `time` (milliseconds since the epoch). */
export async function unfinishedAnnouncements(db: MovingDayDb, time: number): Promise<AnnouncementRow[]> {
  return db.announcements.filter((row) => row.status === 'sending' && (row.sent?.at ?? 0) < time).toArray();
}
