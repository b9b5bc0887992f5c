import { extensionVersion, userAgent } from '@/lib/browser/runtime';
import { language, say } from '@/lib/browser/words';
import { diagnosisOf } from '@/lib/move/diagnosis';
import { StepHelp, topics } from '../steps/StepHelp';
import { CopyBox } from '../ui/CopyBox';
import type { PlaceProps } from './places';

/** Why each step is there, what if, and a text about the move that can be given to somebody who helps. */
export function Help({ view }: PlaceProps) {
  const text = diagnosisOf(view, { version: extensionVersion(), browser: userAgent(), language: language() });
  return (
    <>
      <h1>{say('help.title')}</h1>
      <p class="lead">{say('help.lead')}</p>
      <div class="columns">
        {topics.map((topic) => (
          <section class="card" key={topic} aria-labelledby={`help-${topic}`}>
            <h2 id={`help-${topic}`}>{say(topic === 'checkpoint' ? 'desk.checkpoint' : `step.${topic}.name`)}</h2>
            <StepHelp topic={topic} />
          </section>
        ))}
      </div>
      <section class="card" aria-labelledby="help-diagnosis">
        <h2 id="help-diagnosis">{say('help.diagnosis.title')}</h2>
        <p class="soft">{say('help.diagnosis.text')}</p>
        <CopyBox text={text} label={say('help.diagnosis.label')} rows={12} words={{ copy: say('help.diagnosis.copy'), copied: say('help.diagnosis.copied') }} codes />
      </section>
    </>
  );
}
