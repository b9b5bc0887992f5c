import * as v from 'valibot';
import { isStorageFull } from '@/lib/formats/storageFull';
import { takeArchive } from '@/lib/archive/take';
import { MovingDayDb } from '@/lib/store/db';
import { whileTakingIn } from './leftovers';
import { isLocked, lock, unlock } from './lock';
import { openBackup } from './read';
import { clearShelf, writeToShelf } from './shelf';
import { taskSchema, type FileAnswer, type FileTask } from './wire';
import { writeBackup, type Progress } from './write';

/** Progress is told this often: every `step` of a thousand parts. */
const step = 5;

/** Waits for one task, does it, and answers. Made to be the whole of a dedicated worker. */
export function startFileWorker(): void {
  const answer = (message: FileAnswer) => self.postMessage(message);
  self.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = v.safeParse(taskSchema, event.data);
    if (!parsed.success) return;
    const work = start(parsed.output, told(answer));
    work.then(answer, (error: unknown) => answer({ answer: 'failed', why: isStorageFull(error) ? 'storageFull' : 'unexpected' }));
  });
}

function start(task: FileTask, onProgress: Progress): Promise<FileAnswer> {
  switch (task.task) {
    case 'save':
      return save(task, onProgress);
    case 'open':
      return whileTakingIn(() => open(task, onProgress));
    case 'takeArchive':
      return whileTakingIn(() => archive(task, onProgress));
  }
}

function told(answer: (message: FileAnswer) => void): Progress {
  let last = -1;
  return (done, total) => {
    const part = total === 0 ? 0 : Math.floor((done / total) * (1000 / step));
    if (part === last) return;
    last = part;
    answer({ answer: 'progress', done, total });
  };
}

async function save(task: Extract<FileTask, { task: 'save' }>, onProgress: Progress): Promise<FileAnswer> {
  const db = new MovingDayDb();
  const backup = await db.backups.get(task.backupId);
  const account = backup && (await db.accounts.get(backup.actorUri));
  if (!backup || !account) return { answer: 'failed', why: 'unexpected' };
  await clearShelf(task.at);
  const { appVersion, readme, passphrase } = task;
  const write = (sink: WritableStream<Uint8Array>) => writeBackup({ db, backup, account, appVersion, readme, onProgress }, sink);
  const { file } = await writeToShelf(task.at, async (sink) => {
    if (passphrase === '') {
      await write(sink);
      return;
    }
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    await Promise.all([write(writable), lock(readable, passphrase).then((locked) => locked.pipeTo(sink))]);
  });
  return { answer: 'saved', file };
}

async function open(task: Extract<FileTask, { task: 'open' }>, onProgress: Progress): Promise<FileAnswer> {
  await clearShelf(task.at);
  if (!(await isLocked(task.file))) return takeIn(task.file, task.room, onProgress);
  if (task.passphrase === '') return { answer: 'failed', why: 'needsPassphrase' };
  const stream = await unlock(task.file, task.passphrase);
  if (stream === null) return { answer: 'failed', why: 'wrongPassphrase' };
  let opened: Awaited<ReturnType<typeof writeToShelf>>;
  try {
    opened = await writeToShelf(task.at, (sink) => stream.pipeTo(sink));
  } catch (error) {
    return { answer: 'failed', why: isStorageFull(error) ? 'storageFull' : 'damaged' };
  }
  try {
    return await takeIn(opened.file, task.room, onProgress);
  } finally {
    await opened.drop();
  }
}

async function takeIn(file: Blob, room: number | null, onProgress: Progress): Promise<FileAnswer> {
  const opened = await openBackup({ db: new MovingDayDb(), file, newId: () => crypto.randomUUID(), room, onProgress });
  return opened.ok ? { answer: 'opened', backupId: opened.backupId, acct: opened.acct, otherArchive: opened.otherArchive } : { answer: 'failed', why: opened.why };
}

async function archive(task: Extract<FileTask, { task: 'takeArchive' }>, onProgress: Progress): Promise<FileAnswer> {
  const db = new MovingDayDb();
  const account = await db.accounts.get(task.actorUri);
  if (!account) return { answer: 'failed', why: 'unexpected' };
  await clearShelf(task.at);
  const { file, name, room, at } = task;
  const taken = await takeArchive({ db, file, name, account, at, room, newId: () => crypto.randomUUID(), onProgress });
  return taken.ok ? { answer: 'archiveTaken', posts: taken.posts } : { answer: 'archiveRefused', why: taken.why, who: taken.who };
}
