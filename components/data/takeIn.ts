import { fileWorkerUrl } from '@/lib/browser/runtime';
import { writeSession } from '@/lib/browser/session';
import { runFileTask } from '@/lib/backupFile/client';
import type { FileTask } from '@/lib/backupFile/wire';
import type { Progress } from '@/lib/backupFile/write';
import { glanceKey } from '@/lib/messages/glance';

/** Has the file worker take something into the database. It is the only one besides the background that writes there: what the popup shows may change with it. */
export async function takeIn(task: Exclude<FileTask, { task: 'save' }>, onProgress: Progress): ReturnType<typeof runFileTask> {
  await writeSession(glanceKey, null);
  try {
    return await runFileTask(fileWorkerUrl(), task, onProgress);
  } finally {
    await writeSession(glanceKey, null);
  }
}
