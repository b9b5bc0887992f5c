import { now } from '@/lib/browser/clock';
import { fileWorkerUrl } from '@/lib/browser/runtime';
import type { ArchiveProblem } from '@/lib/archive/refused';
import { runFileTask } from '@/lib/backupFile/client';
import type { Progress } from '@/lib/backupFile/write';

/** Has the file worker take a server's archive in for this account. Null = done. */
export async function takeArchiveFile(file: File, actorUri: string, onProgress: Progress): Promise<{ why: ArchiveProblem; who: string } | null> {
  const { quota, usage } = await navigator.storage.estimate();
  const room = quota === undefined ? null : quota - (usage ?? 0);
  const answer = await runFileTask(fileWorkerUrl(), { task: 'takeArchive', file, name: file.name, actorUri, room, at: now() }, onProgress);
  if (answer.answer === 'archiveTaken') return null;
  return answer.answer === 'archiveRefused' ? { why: answer.why, who: answer.who } : { why: 'unexpected', who: '' };
}
