import { now } from '@/lib/browser/clock';
import { extensionVersion, fileWorkerUrl } from '@/lib/browser/runtime';
import { say } from '@/lib/browser/words';
import { runFileTask } from '@/lib/backupFile/client';
import type { FileProblem } from '@/lib/backupFile/manifest';
import type { Progress } from '@/lib/backupFile/write';
import { send } from '@/lib/messages/client';
import type { MovingDayDb } from '@/lib/store/db';

/** Writes one backup as a file and hands it to the browser to save; null = done, else why not. */
export async function saveZip(db: MovingDayDb, backupId: string, passphrase = '', onProgress: Progress = () => undefined): Promise<FileProblem | null> {
  const backup = await db.backups.get(backupId);
  const account = backup && (await db.accounts.get(backup.actorUri));
  if (!backup || !account) return 'unexpected';
  const name = fileName(account.acct, backup.finishedAt ?? now(), passphrase !== '');
  const answer = await runFileTask(fileWorkerUrl(), { task: 'save', backupId, passphrase, appVersion: extensionVersion(), readme: say('backup.readme', [account.acct]), at: now() }, onProgress);
  if (answer.answer !== 'saved') return answer.answer === 'failed' ? answer.why : 'unexpected';
  offer(answer.file, name);
  await send('savedBackup', { backupId });
  return null;
}

/** Saves a backup that has not been saved yet; once, in however many tabs the desk is open. */
export async function saveZipOnce(db: MovingDayDb, backupId: string): Promise<void> {
  await navigator.locks.request('moving-day-save', async () => {
    const backup = await db.backups.get(backupId);
    if (backup?.savedAt === null) await saveZip(db, backupId);
  });
}

/** Takes a backup file in. */
export async function openZip(file: Blob, passphrase: string, onProgress: Progress): Promise<{ acct: string; otherArchive: boolean } | { why: FileProblem }> {
  const { quota, usage } = await navigator.storage.estimate();
  const room = quota === undefined ? null : quota - (usage ?? 0);
  const answer = await runFileTask(fileWorkerUrl(), { task: 'open', file, passphrase, room, at: now() }, onProgress);
  // The worker has written past the background, which keeps a copy of what the popup shows.
  void send('tookIn', {});
  if (answer.answer === 'opened') return { acct: answer.acct, otherArchive: answer.otherArchive };
  return { why: answer.answer === 'failed' ? answer.why : 'unexpected' };
}

function fileName(acct: string, at: number, locked: boolean): string {
  const stamp = new Date(at).toISOString().slice(0, 16).replace(/[:T]/g, '-');
  return `moving-day-${acct.replace(/[^a-z0-9.-]+/gi, '_')}-${stamp}.zip${locked ? '.age' : ''}`;
}

function offer(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
}
