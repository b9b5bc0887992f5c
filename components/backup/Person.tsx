import { useState } from 'preact/hooks';
import * as v from 'valibot';
import { personSchema } from '@/lib/kinds/entities';
import { safeUrl } from '@/lib/formats/acct';
import { plain } from '@/lib/formats/text';
import { db, useLive } from '../data/useMove';

/** Hosts from which pictures of people may be shown: the server's own, and only while the person is signed in there. */
export type Pictures = ReadonlySet<string>;

/**
 * A backup file can name any address as somebody's picture, and to show it is to ask that host. So only the hosts that
 * a signed-in server has named for its own account count; else a letter stands for the picture.
 */
export function usePictures(actorUri: string): Pictures {
  const hosts = useLive(async () => {
    const account = await db.accounts.get(actorUri);
    const signedIn = (await db.tokens.get(actorUri)) !== undefined;
    if (!account || !signedIn) return new Set<string>();
    return new Set([account.origin, account.avatar].flatMap((url) => (URL.canParse(url) ? [new URL(url).host] : [])));
  }, [actorUri]);
  return hosts ?? new Set();
}

const rowSchema = v.object({ acct: v.string(), person: v.optional(v.nullable(personSchema)) });

/** Picture and name of the account that a row is about; nothing for rows about something else. */
export function Person({ row, pictures }: { row: unknown; pictures: Pictures }) {
  const [broken, setBroken] = useState('');
  const parsed = v.safeParse(rowSchema, row);
  if (!parsed.success) return null;
  const { acct, person } = parsed.output;
  const may = person && person.avatar !== broken && URL.canParse(person.avatar) && pictures.has(new URL(person.avatar).host);
  return (
    <span class="person">
      {may ? <img class="avatar" src={safeUrl(person.avatar)} alt="" loading="lazy" onError={() => setBroken(person.avatar)} /> : <span class="avatar" aria-hidden="true">{acct.slice(0, 1).toUpperCase()}</span>}
      {person && person.name !== '' && <b>{plain(person.name)}</b>}
    </span>
  );
}
