import * as v from 'valibot';
import { answerSchema, type FileAnswer, type FileTask } from './wire';
import type { Progress } from './write';

/** Gives one task to a file worker of its own and resolves with its end. */
export function runFileTask(workerUrl: string, task: FileTask, onProgress: Progress): Promise<Exclude<FileAnswer, { answer: 'progress' }>> {
  const worker = new Worker(workerUrl);
  return new Promise((resolve) => {
    const end = (answer: Exclude<FileAnswer, { answer: 'progress' }>) => {
      worker.terminate();
      resolve(answer);
    };
    worker.addEventListener('error', () => end({ answer: 'failed', why: 'unexpected' }));
    worker.addEventListener('message', (event: MessageEvent<unknown>) => {
      const parsed = v.safeParse(answerSchema, event.data);
      if (!parsed.success) end({ answer: 'failed', why: 'unexpected' });
      else if (parsed.output.answer === 'progress') onProgress(parsed.output.done, parsed.output.total);
      else end(parsed.output);
    });
    worker.postMessage(task);
  });
}
