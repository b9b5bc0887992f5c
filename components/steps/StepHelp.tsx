import { say } from '@/lib/browser/words';
import type { StepId } from '@/lib/move/model';
import type { MoveView } from '@/lib/move/view';

/** What help is given on: each step, and the pause before the last one. Words: `help.<topic>`. */
export const topics = ['account', 'profile', 'export', 'import', 'alias', 'checkpoint', 'move'] as const;
export type Topic = (typeof topics)[number];

/** Where a person stands now; before the last step, at the pause. */
export function topicOf({ steps, checkpoint }: Pick<MoveView, 'steps' | 'checkpoint'>): Topic {
  const current: StepId | undefined = steps.find((step) => step.status === 'current')?.id;
  if (current !== undefined && current !== 'move') return current;
  const moved = steps.find((step) => step.id === 'move')?.status === 'done';
  return checkpoint.passed || moved ? 'move' : 'checkpoint';
}

/** Why a step is there, and what if it is not as expected; closed until it is asked for. */
export function StepHelp({ topic }: { topic: Topic }) {
  return (
    <div class="step-help">
      <details>
        <summary>{say('help.why')}</summary>
        <p>{say(`help.${topic}.why`)}</p>
      </details>
      <details>
        <summary>{say(`help.${topic}.ask`)}</summary>
        <p>{say(`help.${topic}.answer`)}</p>
      </details>
    </div>
  );
}
