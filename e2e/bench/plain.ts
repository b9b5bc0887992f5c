import { createRestAPIClient } from 'masto';
import { issueToken } from '@/lib/mastodon/testing/access';
import type { World } from '../servers/world';
import { idOn } from './bound';
import { untilNextWindow } from './limits';

/** Requests after which a reader that knows the limit waits for the next window. */
const perWindow = 290;

/** Reads the long lists of an account as any client would: page after page with `masto`, and relationships page by page. Answers how many requests that took. */
export async function readPlainly(world: World, username: string): Promise<number> {
  const { old, clock } = world;
  const client = createRestAPIClient({ url: old.origin, accessToken: issueToken(old, username, ['read']) });
  const id = idOn(old, username);
  const me = client.v1.accounts.$select(id);
  let asked = 0;
  const ask = () => {
    // Time passes for nobody but the server.
    if (++asked % perWindow === 0) clock.advance(untilNextWindow(clock.now()));
  };
  clock.advance(untilNextWindow(clock.now()));
  const before = old.seen.length;
  for await (const page of me.following.list({ limit: 80 })) {
    ask();
    if (page.length === 0) continue;
    await client.v1.accounts.relationships.fetch({ id: page.map((account) => account.id) });
    ask();
  }
  for await (const _ of me.followers.list({ limit: 80 })) ask();
  for await (const _ of client.v1.blocks.list({ limit: 80 })) ask();
  for await (const page of client.v1.mutes.list({ limit: 80 })) {
    ask();
    if (page.length > 0) await client.v1.accounts.relationships.fetch({ id: page.map((account) => account.id) });
  }
  for await (const _ of client.v1.domainBlocks.list({ limit: 200 })) ask();
  for await (const _ of client.v1.bookmarks.list({ limit: 40 })) ask();
  for (const list of await client.v1.lists.list()) for await (const _ of client.v1.lists.$select(list.id).accounts.list({ limit: 80 })) ask();
  await client.v2.filters.list();
  for await (const _ of client.v1.favourites.list({ limit: 40 })) ask();
  for await (const _ of me.statuses.list({ limit: 40 })) ask();
  return old.seen.slice(before).length;
}
