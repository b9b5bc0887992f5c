import type { App, Instance } from '../model';
import { maySee } from '../posts';
import type { Announcement, Conversation, Notification } from '../records';
import { guard } from './auth';
import { accountEntity } from './entities';
import { byCursor, paged } from './paging';
import { statusEntity } from './statusEntity';

/** What others say to an account: notifications, conversations, announcements. */
export function mountTalk(app: App, instance: Instance): void {
  const { state } = instance;

  app.get('/api/v1/notifications', (c) => {
    const who = guard(instance, c, ['read:notifications']);
    if ('answer' in who) return who.answer;
    const [types, without, from] = [c.req.queries('types[]') ?? [], c.req.queries('exclude_types[]') ?? [], c.req.query('account_id')];
    const all = c.req.query('include_filtered') === 'true';
    return paged(instance, c, {
      rows: state.notifications.of('account', who.account.id),
      cursor: (row) => row.id,
      keep: (row) => (all || row.filtered !== true) && (types.length === 0 || types.includes(row.type)) && !without.includes(row.type) && (from === undefined || row.fromId === from) && (row.statusId === null || state.statuses.has(row.statusId)),
      value: (row) => notificationEntity(instance, row),
    }, { standard: 40, most: 80, kind: 'B', alwaysNext: true, carry: ['types[]', 'exclude_types[]', 'include_filtered', 'account_id'] });
  });

  app.get('/api/v1/conversations', (c) => {
    const who = guard(instance, c, ['read:statuses']);
    if ('answer' in who) return who.answer;
    const last = (row: Conversation) => row.statusIds.at(-1) ?? '0';
    const rows = [...state.conversations.values()].filter((row) => row.accountId === who.account.id);
    return paged(instance, c, {
      rows: byCursor(rows, last),
      cursor: last,
      value: (row) => {
        const status = state.statuses.get(last(row));
        return {
          id: row.id,
          unread: row.unread,
          accounts: row.others.flatMap((id) => {
            const account = state.accounts.get(id);
            return account ? [accountEntity(instance, account)] : [];
          }),
          last_status: status && maySee(instance, who.account, status) ? statusEntity(instance, status, who.account) : null,
        };
      },
    }, { standard: 20, most: 40, kind: 'B' });
  });

  app.get('/api/v1/announcements', (c) => {
    const who = guard(instance, c, []);
    return 'answer' in who ? who.answer : c.json([...state.announcements.values()].map((row) => announcementEntity(row, who.account.id)));
  });
}

function notificationEntity(instance: Instance, row: Notification): Record<string, unknown> {
  const { state } = instance;
  const from = state.accounts.get(row.fromId);
  const status = row.statusId === null ? undefined : state.statuses.get(row.statusId);
  const grouped = row.type === 'favourite' || row.type === 'reblog' || row.type === 'follow';
  return {
    id: row.id,
    type: row.type,
    created_at: new Date(row.createdAt).toISOString(),
    group_key: grouped ? `${row.type}-${row.statusId === null ? '' : `${row.statusId}-`}${Math.floor(row.createdAt / 43_200_000)}` : `ungrouped-${row.id}`,
    account: from ? accountEntity(instance, from) : null,
    ...(status ? { status: statusEntity(instance, status, state.accounts.get(row.accountId) ?? null) } : {}),
  };
}

function announcementEntity(row: Announcement, reader: string): Record<string, unknown> {
  const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());
  return {
    id: row.id, content: `<p>${row.content}</p>`, starts_at: iso(row.startsAt), ends_at: iso(row.endsAt), all_day: false, published_at: iso(row.publishedAt), updated_at: iso(row.publishedAt),
    read: row.readBy.includes(reader), mentions: [], statuses: [], tags: [], emojis: [], reactions: [],
  };
}
