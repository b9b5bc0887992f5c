import * as v from 'valibot';
import { requestAccess } from '@/lib/browser/access';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import { readItems } from '@/lib/store/backups';
import { db, useLive } from '../data/useMove';
import { count } from '../format';
import { Notice } from '../ui/parts';

const rowSchema = v.object({ url: v.string(), gap: v.nullable(v.string()) });

/** Files on a media host that the browser does not let us read yet: named by host, fetched once the person allows it. */
export function MissingMedia({ backupId }: { backupId: string }) {
  const hosts = useLive(() => blockedHosts(backupId), [backupId]);
  if (!hosts || hosts.size === 0) return null;
  const allow = async (origin: string) => {
    if (await requestAccess([origin])) await send('retryMedia', { backupId });
  };
  return (
    <>
      {[...hosts].map(([origin, files]) => (
        <Notice key={origin} tone="look" title={say('backup.media.blocked', [count(files), new URL(origin).host])}>
          <div class="row">
            <button class="button quiet" type="button" onClick={() => void allow(origin)}>
              {say('backup.media.action')}
            </button>
          </div>
        </Notice>
      ))}
    </>
  );
}

async function blockedHosts(backupId: string): Promise<Map<string, number>> {
  const hosts = new Map<string, number>();
  for (const item of await readItems(db, backupId, 'media')) {
    const row = v.safeParse(rowSchema, item.row);
    if (!row.success || row.output.gap !== 'noAccess' || !URL.canParse(row.output.url)) continue;
    const { origin } = new URL(row.output.url);
    hosts.set(origin, (hosts.get(origin) ?? 0) + 1);
  }
  return hosts;
}
