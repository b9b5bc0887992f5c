import { now } from '@/lib/browser/clock';
import { extensionVersion } from '@/lib/browser/runtime';
import { say } from '@/lib/browser/words';
import { backupEntries } from '@/lib/formats/backup';
import { kinds } from '@/lib/kinds/registry';
import { send } from '@/lib/messages/client';
import { readItems } from '@/lib/store/backups';
import type { MovingDayDb } from '@/lib/store/db';
import { readFacts } from '@/lib/store/moves';

/** Makes one zip of a backup and hands it to the browser to save. Made here and not in the worker, which has no blob addresses. */
export async function saveZip(db: MovingDayDb, backupId: string): Promise<boolean> {
  const backup = await db.backups.get(backupId);
  const account = backup && (await db.accounts.get(backup.actorUri));
  if (!backup || !account) return false;
  const rows = [];
  for (const kind of kinds) {
    if (backup.kinds.some((known) => known.kind === kind.id && known.status === 'done')) {
      const items = await readItems(db, backupId, kind.id);
      rows.push({ kind, rows: items.flatMap((item) => kind.parse(item.row) ?? []) });
    }
  }
  const facts = backup.moveId === null ? {} : await readFacts(db, backup.moveId);
  const { acct, actorUri, origin, software, version } = account;
  const entries = await backupEntries({
    account: { acct, actorUri, origin, software, version },
    madeAt: backup.finishedAt ?? now(),
    appVersion: extensionVersion(),
    facts,
    readme: say('backup.readme', [acct]),
    rows,
  });
  const { BlobWriter, TextReader, ZipWriter, configure } = await import('@zip.js/zip.js');
  configure({ useWebWorkers: false });
  const zip = new ZipWriter(new BlobWriter('application/zip'));
  for (const entry of entries) await zip.add(entry.name, new TextReader(entry.text));
  offer(await zip.close(), fileName(acct, backup.finishedAt ?? now()));
  await send('savedBackup', { backupId });
  return true;
}

function fileName(acct: string, at: number): string {
  const stamp = new Date(at).toISOString().slice(0, 16).replace(/[:T]/g, '-');
  return `moving-day-${acct.replace(/[^a-z0-9.-]+/gi, '_')}-${stamp}.zip`;
}

function offer(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
}
