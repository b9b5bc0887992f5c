import type { ComponentChildren } from 'preact';
import { say } from '@/lib/browser/words';
import type { FindingState } from '@/lib/move/preflight/check';
import { Icon } from '../ui/parts';

const icons = { fine: 'check', look: 'look', stop: 'close', unknown: 'pause' } as const;

/** One line of a list of checks: its state as an icon and a word, its title and sentence, `below` them what belongs to it, and what stands `beside`. */
export function CheckLine({ id, state, title, text, below, beside }: { id: string; state: FindingState; title: string; text: string; below?: ComponentChildren; beside?: ComponentChildren }) {
  return (
    <li data-check={id} data-state={state}>
      <span class={`state ${state}`}>
        <Icon name={icons[state]} />
        <span class="visually-hidden">{say(`preflight.state.${state}`)}</span>
      </span>
      <div>
        <b>{title}</b> <span>{text}</span>
        {below}
      </div>
      {beside}
    </li>
  );
}
