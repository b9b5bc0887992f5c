import type { ComponentChildren } from 'preact';
import { say } from '@/lib/browser/words';

interface CountedProps {
  id: string;
  label: string;
  used: number;
  most: number;
  children: (describedBy: string) => ComponentChildren;
}

/** A field with its label and how much of the server's room is used; nothing stops the typing, and nothing is cut. */
export function Counted({ id, label, used, most, children }: CountedProps) {
  const over = used > most;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(`${id}-count`)}
      <span id={`${id}-count`} class={over ? 'counter bad' : 'counter'}>
        {say('profile.used', [used, most])}
        <span aria-live="polite">{over ? `, ${say('profile.over', [used - most])}` : ''}</span>
      </span>
    </div>
  );
}
