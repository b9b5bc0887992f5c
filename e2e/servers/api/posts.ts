import type { Context } from 'hono';
import type { Account, App, Instance } from '../model';
import { maySee } from '../posts';
import type { Scheduled, Status } from '../records';
import { byCursor, paged } from './paging';
import { guard, open } from './auth';
import { notFound } from './answers';
import { mediaEntity, statusEntity } from './statusEntity';

const page = { standard: 20, most: 40, kind: 'B' } as const;

/** Posts of accounts, single ones, their threads, and those that wait. */
export function mountPosts(app: App, instance: Instance): void {
  const { state } = instance;

  app.get('/api/v1/accounts/:id/statuses', (c) => {
    const account = state.accounts.get(c.req.param('id'));
    if (!account) return notFound(c);
    const who = open(instance, c, ['read:statuses']);
    if ('answer' in who) return who.answer;
    const wanted = filterOf(c, instance, account);
    return paged(instance, c, {
      rows: state.statuses.of('account', account.id),
      cursor: (status) => status.id,
      keep: (status) => wanted(status) && shown(instance, who.viewer, status),
      value: (status) => statusEntity(instance, status, who.viewer),
    }, { ...page, carry: ['pinned', 'tagged', 'only_media', 'exclude_replies', 'exclude_reblogs'] });
  });

  const single = (path: string, answer: (c: Context, status: Status, viewer: Account | null) => Response) =>
    app.get(path, (c) => {
      const who = open(instance, c, ['read:statuses']);
      if ('answer' in who) return who.answer;
      const status = state.statuses.get(c.req.param('id') ?? '');
      return status && shown(instance, who.viewer, status) ? answer(c, status, who.viewer) : notFound(c);
    });
  single('/api/v1/statuses/:id', (c, status, viewer) => c.json(statusEntity(instance, status, viewer)));
  single('/api/v1/statuses/:id/context', (c, status, viewer) => {
    const entities = (list: Status[]) => list.filter((one) => maySee(instance, viewer, one)).map((one) => statusEntity(instance, one, viewer));
    return c.json({ ancestors: entities(ancestors(instance, status)), descendants: entities(descendants(instance, status)) });
  });

  app.get('/api/v1/scheduled_statuses', (c) => {
    const who = guard(instance, c, ['read:statuses']);
    if ('answer' in who) return who.answer;
    const rows = [...state.scheduled.values()].filter((row) => row.accountId === who.account.id);
    return paged(instance, c, { rows: byCursor(rows, (row) => row.id), cursor: (row) => row.id, value: (row) => scheduledEntity(instance, row) }, page);
  });
}

/** A boost is seen by those who may see what it boosts. */
function shown(instance: Instance, viewer: Account | null, status: Status): boolean {
  const boosted = status.reblogOf === null ? null : instance.state.statuses.get(status.reblogOf);
  return maySee(instance, viewer, status) && (boosted === null || (boosted !== undefined && maySee(instance, viewer, boosted)));
}

function filterOf(c: Context, instance: Instance, account: Account): (status: Status) => boolean {
  const on = (name: string) => ['true', '1'].includes(c.req.query(name) ?? '');
  const tag = c.req.query('tagged')?.toLowerCase();
  const parent = (status: Status) => (status.inReplyToId === null ? null : instance.state.statuses.get(status.inReplyToId)?.accountId);
  return (status) =>
    (!on('pinned') || status.pinned) &&
    (!on('only_media') || status.mediaIds.length > 0) &&
    (!on('exclude_reblogs') || status.reblogOf === null) &&
    // A thread with oneself is no reply.
    (!on('exclude_replies') || status.inReplyToId === null || parent(status) === account.id) &&
    (tag === undefined || status.tags.some((name) => name.toLowerCase() === tag));
}

function ancestors(instance: Instance, status: Status): Status[] {
  const parent = status.inReplyToId === null ? undefined : instance.state.statuses.get(status.inReplyToId);
  return parent ? [...ancestors(instance, parent), parent] : [];
}

function descendants(instance: Instance, status: Status): Status[] {
  return instance.state.statuses.of('replyTo', status.id).flatMap((reply) => [reply, ...descendants(instance, reply)]);
}

/** ScheduledStatus entity. */
export function scheduledEntity(instance: Instance, row: Scheduled): Record<string, unknown> {
  return {
    id: row.id,
    scheduled_at: new Date(row.scheduledAt).toISOString(),
    params: {
      text: row.text, poll: null, media_ids: row.mediaIds.length > 0 ? row.mediaIds : null, sensitive: row.sensitive, spoiler_text: row.spoiler, visibility: row.visibility, language: row.language,
      in_reply_to_id: null, application_id: 1, scheduled_at: null, idempotency: null, with_rate_limit: false, allowed_mentions: null,
    },
    media_attachments: row.mediaIds.flatMap((id) => {
      const media = instance.state.media.get(id);
      return media ? [mediaEntity(instance, media)] : [];
    }),
  };
}
