import * as v from 'valibot';
import type { MovingDayDb } from './db';

const schema = v.object({
  at: v.number(),
  /** Handles of both sides, empty where one was never known. */
  old: v.string(),
  new: v.string(),
  /** Sign-ins that were ended, by host; `ended` false = the server did not confirm it. */
  signIns: v.array(v.object({ host: v.string(), ended: v.boolean() })),
  /** Hosts whose permission was given back. */
  access: v.array(v.string()),
  backups: v.object({ kept: v.number(), deleted: v.number() }),
});
/** What was cleaned up when a move ended. */
export type Farewell = v.InferOutput<typeof schema>;

/** What was cleaned up with the last move that ended, until the person has seen it; null = nothing to say. */
export async function readFarewell(db: MovingDayDb): Promise<Farewell | null> {
  const row = await db.settings.get('farewell');
  if (!row) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), row.value);
  return parsed.success ? parsed.output : null;
}

/** Remembers it; null = the person has seen it. */
export async function writeFarewell(db: MovingDayDb, farewell: Farewell | null): Promise<void> {
  if (farewell === null) await db.settings.delete('farewell');
  else await db.settings.put({ key: 'farewell', value: JSON.stringify(farewell) });
}
