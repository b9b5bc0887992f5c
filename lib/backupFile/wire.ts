import * as v from 'valibot';
import { archiveProblems } from '@/lib/archive/refused';
import { fileProblems } from './manifest';

/** What the desk asks its file worker for; `at` = now, which a worker cannot tell. A passphrase lives in this message and in memory, nowhere else. */
export const taskSchema = v.variant('task', [
  v.object({ task: v.literal('save'), backupId: v.string(), passphrase: v.string(), appVersion: v.string(), readme: v.string(), at: v.number() }),
  v.object({ task: v.literal('takeArchive'), file: v.instance(Blob), name: v.string(), actorUri: v.string(), room: v.nullable(v.number()), at: v.number() }),
  v.object({ task: v.literal('open'), file: v.instance(Blob), passphrase: v.string(), room: v.nullable(v.number()), at: v.number() }),
]);
export type FileTask = v.InferOutput<typeof taskSchema>;

/** What the file worker answers: progress as often as it likes, then one end. */
export const answerSchema = v.variant('answer', [
  v.object({ answer: v.literal('progress'), done: v.number(), total: v.number() }),
  v.object({ answer: v.literal('saved'), file: v.instance(Blob) }),
  v.object({ answer: v.literal('opened'), backupId: v.string(), acct: v.string(), otherArchive: v.boolean() }),
  v.object({ answer: v.literal('archiveTaken'), posts: v.number() }),
  v.object({ answer: v.literal('archiveRefused'), why: v.picklist(archiveProblems), who: v.string() }),
  v.object({ answer: v.literal('failed'), why: v.picklist(fileProblems) }),
]);
export type FileAnswer = v.InferOutput<typeof answerSchema>;
