import type { Context } from 'hono';
import type { Account, Instance } from '../model';
import { createStatus } from '../posts';
import type { Scheduled, Visibility } from '../records';
import { nextId } from '../state';
import { scheduledEntity } from './posts';

const minute = 60_000;
const day = 24 * 60 * minute;
const visibilities: Visibility[] = ['public', 'unlisted', 'private', 'direct'];

/**
 * A post for later (facts I.5, limits of J). Null where it is none: without a time, or with one that is past, which
 * Mastodon publishes at once.
 */
export function schedule(instance: Instance, c: Context, me: Account, form: Record<string, unknown>): Response | null {
  const at = typeof form.scheduled_at === 'string' ? Date.parse(form.scheduled_at) : Number.NaN;
  const now = instance.clock.now();
  if (!Number.isFinite(at) || at <= now) return null;
  const { state } = instance;
  const invalid = (what: string) => c.json({ error: `Validation failed: ${what}` }, 422);
  const text = String(form.status ?? '');
  const key = c.req.header('idempotency-key') ?? null;
  const mine = [...state.scheduled.values()].filter((row) => row.accountId === me.id);
  const twin = key === null ? undefined : mine.find((row) => row.key === key && now - (row.madeAt ?? 0) < 60 * minute);
  if (twin) return c.json(scheduledEntity(instance, twin));
  if (text === '') return invalid("Text can't be blank");
  if ([...text].length + [...String(form.spoiler_text ?? '')].length > 500) return invalid('Text character limit of 500 exceeded');
  if (at < now + 5 * minute) return invalid('The scheduled date must be in the future');
  if (mine.length >= 300) return invalid('You have exceeded the limit of 300 scheduled posts');
  if (mine.filter((row) => Math.floor(row.scheduledAt / day) === Math.floor(at / day)).length >= 25) return invalid('You have exceeded the limit of 25 scheduled posts for today');
  const user = state.users.get(me.id);
  const row: Scheduled = {
    id: nextId(instance),
    accountId: me.id,
    scheduledAt: at,
    text,
    visibility: visibilities.find((one) => one === form.visibility) ?? user?.defaultPrivacy ?? 'public',
    spoiler: String(form.spoiler_text ?? ''),
    sensitive: String(form.sensitive) === 'true',
    language: typeof form.language === 'string' ? form.language : null,
    mediaIds: [],
    key,
    madeAt: now,
  };
  state.scheduled.set(row.id, row);
  instance.clock.after(at - now, () => {
    if (!state.scheduled.delete(row.id)) return;
    createStatus(instance, me, { content: row.text, visibility: row.visibility, spoiler: row.spoiler, sensitive: row.sensitive });
  });
  return c.json(scheduledEntity(instance, row));
}
