import * as v from 'valibot';
import { requestAccess } from '@/lib/browser/access';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import { readItems } from '@/lib/store/backups';
import { db, useLive } from '../data/useMove';
import { count } from '../format';
import { Notice } from '../ui/parts';

const rowSchema = v.object({ url: v.string(), gap: v.nullable(v.string()) });

/** Files that a backup names and does not have: those on hosts that the browser does not let us read, and all of them. */
export interface LackingMedia {
  blocked: Map<string, number>;
  all: number;
}

/** What a backup lacks of its pictures and videos, alive. */
export function useLackingMedia(backupId: string | null): LackingMedia {
  return useLive(() => lackingMedia(backupId), [backupId]) ?? { blocked: new Map(), all: 0 };
}

/** Files on a media host that the browser does not let us read yet: named by host, fetched once the person allows it. */
export function MissingMedia({ backupId, blocked }: { backupId: string; blocked: LackingMedia['blocked'] }) {
  const allow = async (origin: string) => {
    if (await requestAccess([origin])) await send('retryMedia', { backupId });
  };
  return (
    <>
      {[...blocked].map(([origin, files]) => (
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

async function lackingMedia(backupId: string | null): Promise<LackingMedia> {
  const blocked = new Map<string, number>();
  let all = 0;
  for (const item of backupId === null ? [] : await readItems(db, backupId, 'media')) {
    const row = v.safeParse(rowSchema, item.row);
    if (!row.success || row.output.gap === null) continue;
    all++;
    if (row.output.gap !== 'noAccess' || !URL.canParse(row.output.url)) continue;
    const { origin } = new URL(row.output.url);
    blocked.set(origin, (blocked.get(origin) ?? 0) + 1);
  }
  return { blocked, all };
}
