import type { Context } from 'hono';
import type { App, Instance } from '../model';
import { mountAccounts } from './accounts';
import { mountKept } from './kept';
import { mountPosts } from './posts';
import { mountTalk } from './talk';
import { mountWrites } from './writes';

export const notFound = (c: Context) => c.json({ error: 'Record not found' }, 404);

/** The REST endpoints that a move or a backup reads or writes (facts I.3). */
export function mountRest(app: App, instance: Instance): void {
  mountAccounts(app, instance);
  mountPosts(app, instance);
  mountKept(app, instance);
  mountTalk(app, instance);
  mountWrites(app, instance);
}
