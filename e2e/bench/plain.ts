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
  const each = async <T>(pages: AsyncIterable<T[]>, look?: (page: T[]) => Promise<unknown>) => {
    for await (const page of pages) {
      ask();
      if (!look || page.length === 0) continue;
      await look(page);
      ask();
    }
  };
  const relationships = (people: { id: string }[]) => client.v1.accounts.relationships.fetch({ id: people.map((one) => one.id) });
  await each(me.following.list({ limit: 80 }), relationships);
  await each(me.followers.list({ limit: 80 }));
  await each(client.v1.blocks.list({ limit: 80 }));
  await each(client.v1.mutes.list({ limit: 80 }), relationships);
  await each(client.v1.domainBlocks.list({ limit: 200 }));
  await each(client.v1.bookmarks.list({ limit: 40 }));
  for (const list of await client.v1.lists.list()) await each(client.v1.lists.$select(list.id).accounts.list({ limit: 80 }));
  await client.v2.filters.list();
  await each(client.v1.favourites.list({ limit: 40 }));
  await each(me.statuses.list({ limit: 40 }));
  return old.seen.slice(before).length;
}
