import * as v from 'valibot';
import { requestAccess } from '@/lib/browser/access';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import { readItems } from '@/lib/store/backups';
import { db, useLive } from '../data/useMove';
import { count } from '../format';
import { Notice } from '../ui/parts';

const rowSchema = v.object({ url: v.string(), gap: v.nullable(v.string()) });

/** Files that a media host has not given: named by host, and fetched again once the person allows it, or asks for it. */
export function MissingMedia({ backupId }: { backupId: string }) {
  const hosts = useLive(() => gapsByHost(backupId), [backupId]);
  if (!hosts) return null;
  const allow = async (origin: string) => {
    if (await requestAccess([origin])) await send('retryMedia', { backupId });
  };
  return (
    <>
      {[...hosts.noAccess].map(([origin, files]) => (
        <Notice key={origin} tone="look" title={say('backup.media.blocked', [count(files), new URL(origin).host])}>
          <div class="row">
            <button class="button quiet" type="button" onClick={() => void allow(origin)}>
              {say('backup.media.action')}
            </button>
          </div>
        </Notice>
      ))}
      {[...hosts.noAnswer].map(([origin, files]) => (
        <Notice key={origin} tone="look" title={say('backup.media.silent', [count(files), new URL(origin).host])}>
          <div class="row">
            <button class="button quiet" type="button" onClick={() => void send('retryMedia', { backupId })}>
              {say('backup.media.again')}
            </button>
          </div>
        </Notice>
      ))}
    </>
  );
}

async function gapsByHost(backupId: string): Promise<Record<'noAccess' | 'noAnswer', Map<string, number>>> {
  const found = { noAccess: new Map<string, number>(), noAnswer: new Map<string, number>() };
  for (const item of await readItems(db, backupId, 'media')) {
    const row = v.safeParse(rowSchema, item.row);
    if (!row.success || (row.output.gap !== 'noAccess' && row.output.gap !== 'noAnswer') || !URL.canParse(row.output.url)) continue;
    const { origin } = new URL(row.output.url);
    const hosts = found[row.output.gap];
    hosts.set(origin, (hosts.get(origin) ?? 0) + 1);
  }
  return found;
}
