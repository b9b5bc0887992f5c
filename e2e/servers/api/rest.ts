import type { App, Instance } from '../model';
import { mountAccounts } from './accounts';
import { mountKept } from './kept';
import { mountOwn } from './own';
import { mountPosts } from './posts';
import { mountTalk } from './talk';
import { mountPosting } from './posting';
import { mountWrites } from './writes';

/** The REST endpoints that a move or a backup reads or writes (facts I.3). */
export function mountRest(app: App, instance: Instance): void {
  mountAccounts(app, instance);
  mountPosts(app, instance);
  mountKept(app, instance);
  mountTalk(app, instance);
  mountWrites(app, instance);
  mountOwn(app, instance);
  mountPosting(app, instance);
}
