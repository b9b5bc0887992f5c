import * as v from 'valibot';
import { requestAccess } from '@/lib/browser/access';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import { readItems } from '@/lib/store/backups';
import { db, useLive } from '../data/useMove';
import { Notice } from '../ui/parts';

const rowSchema = v.object({ url: v.string(), gap: v.nullable(v.string()) });

/** Files that a backup names and does not have: by host, those that the browser does not let us read and those of a host that is silent; and all of them. */
export interface LackingMedia {
  noAccess: Map<string, number>;
  noAnswer: Map<string, number>;
  all: number;
}

/** How many of them only wait for the person's permission. */
export function waitingFiles({ noAccess }: LackingMedia): number {
  return [...noAccess.values()].reduce((sum, files) => sum + files, 0);
}

const nothingLacking: LackingMedia = { noAccess: new Map(), noAnswer: new Map(), all: 0 };

/** What a backup lacks of its pictures and videos, alive. */
export function useLackingMedia(backupId: string | null): LackingMedia {
  return useLive(() => lackingMedia(backupId), [backupId]) ?? nothingLacking;
}

/** Files that a media host has not given: named by host, and fetched again once the person allows it, or asks for it. */
export function MissingMedia({ backupId, lacking }: { backupId: string; lacking: LackingMedia }) {
  const allow = async (origin: string) => {
    if (await requestAccess([origin])) await send('retryMedia', { backupId });
  };
  return (
    <>
      {[...lacking.noAccess].map(([origin, files]) => (
        <Notice key={origin} tone="look" title={say('backup.media.blocked', [files, new URL(origin).host])}>
          <div class="row">
            <button class="button quiet" type="button" onClick={() => void allow(origin)}>
              {say('backup.media.action')}
            </button>
          </div>
        </Notice>
      ))}
      {[...lacking.noAnswer].map(([origin, files]) => (
        <Notice key={origin} tone="look" title={say('backup.media.silent', [files, new URL(origin).host])}>
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

async function lackingMedia(backupId: string | null): Promise<LackingMedia> {
  const found: LackingMedia = { noAccess: new Map(), noAnswer: new Map(), all: 0 };
  for (const item of backupId === null ? [] : await readItems(db, backupId, 'media')) {
    const row = v.safeParse(rowSchema, item.row);
    if (!row.success || row.output.gap === null) continue;
    const { url, gap } = row.output;
    found.all++;
    if ((gap !== 'noAccess' && gap !== 'noAnswer') || !URL.canParse(url)) continue;
    const { origin } = new URL(url);
    found[gap].set(origin, (found[gap].get(origin) ?? 0) + 1);
  }
  return found;
}
