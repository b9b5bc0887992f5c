import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { StepState } from '@/lib/move/model';
import { when } from '../format';
import { Icon, SideWord } from '../ui/parts';

/** The six steps as the servers prove them, with the pause before the last one. */
export function StepList({ steps, passed, fromBackup }: { steps: StepState[]; passed: boolean; fromBackup: number | null }) {
  return (
    <ol class="steps" aria-label={say('steps.label')}>
      {steps.map((step, index) => [
        step.id === 'move' && step.status !== 'done' && (
          <li class="gate" key="gate">
            <Icon name={passed ? 'check' : 'pause'} />
            <span>{say(passed ? 'steps.gatePassed' : 'steps.gate')}</span>
          </li>
        ),
        <li key={step.id} data-status={step.status} data-step={step.id} aria-current={step.status === 'current' ? 'step' : undefined}>
          <span class="dot" aria-hidden="true">
            {step.status === 'done' ? <Icon name="check" /> : index + 1}
          </span>
          <span>
            <span class="label">{say(`step.${step.id}.name`)}</span>
            <em>
              {step.id === 'export' && fromBackup !== null ? say('step.export.standsIn', [when(fromBackup, now())]) : say(`step.${step.id}.${step.detail}`, step.vars)}
              {step.id === 'export' && fromBackup === null && step.at !== null && `, ${when(step.at, now())}`}
            </em>
            <span class="visually-hidden"> {say(`steps.status.${step.status}`)}</span>
          </span>
          <SideWord role={step.side} />
        </li>,
      ])}
    </ol>
  );
}
