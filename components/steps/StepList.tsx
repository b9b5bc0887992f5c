import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { StepState } from '@/lib/move/model';
import { when } from '../format';
import { Icon, SideWord } from '../ui/parts';

/** How much room the list takes: `dense` = lower rows, `short` = and no word of the pause, `strip` = one row, with the words of the current step alone. */
export type Room = 'full' | 'dense' | 'short' | 'strip';

/** The six steps as the servers prove them, with the pause before the last one. */
export function StepList({ steps, passed, fromBackup, room = 'full' }: { steps: StepState[]; passed: boolean; fromBackup: number | null; room?: Room }) {
  return (
    <ol class={`steps ${room}`} aria-label={say('steps.label')}>
      {steps.map((step, index) => [
        step.id === 'move' && step.status !== 'done' && (room === 'full' || room === 'dense') && (
          <li class="gate" key="gate">
            <Icon name={passed ? 'check' : 'pause'} />
            <span>{say(passed ? 'steps.gatePassed' : 'steps.gate')}</span>
          </li>
        ),
        <li key={step.id} data-status={step.status} data-step={step.id} aria-current={step.status === 'current' ? 'step' : undefined}>
          <span class="dot" aria-hidden="true">
            {step.status === 'done' ? <Icon name="check" /> : index + 1}
          </span>
          <span class="words">
            <span class="label">{say(`step.${step.id}.name`)}</span>{' '}
            <em>
              {step.id === 'export' && fromBackup !== null ? say('step.export.standsIn', [when(fromBackup, now())]) : say(`step.${step.id}.${step.detail}`, step.vars)}
              {step.id === 'export' && fromBackup === null && step.at !== null && `, ${when(step.at, now())}`}
            </em>
            <span class="visually-hidden"> {say(`steps.status.${step.status}`)}</span>
          </span>
          {step.side && <SideWord role={step.side} />}
        </li>,
      ])}
    </ol>
  );
}
