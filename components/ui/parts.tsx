import type { ComponentChildren } from 'preact';
import { rightToLeft, say } from '@/lib/browser/words';
import { safeUrl } from '@/lib/formats/acct';
import type { Problem, ProblemCode, Role } from '@/lib/move/model';
import type { SideView } from '@/lib/move/view';
import { count } from '../format';

const icons = {
  check: 'm3.5 8.5 3 3 6-7',
  pause: 'M6 5.2v5.6M10 5.2v5.6',
  look: 'M8 4.6v4M8 11.2v.2',
  arrow: 'M2.5 8h11M9.5 4l4 4-4 4',
  close: 'm4 4 8 8M12 4l-8 8',
} as const;

/** A small line icon; decoration only, the words beside it say the same. */
export function Icon({ name }: { name: keyof typeof icons }) {
  const ringed = name === 'pause' || name === 'look';
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" class={name === 'arrow' && rightToLeft() ? 'mirrored' : undefined}>
      {ringed && <circle cx="8" cy="8" r="6.6" />}
      <path d={icons[name]} />
    </svg>
  );
}

/** One side of the move: word, colour, picture, handle over server. */
export function AccountChip({ side }: { side: SideView }) {
  const { account, named, role } = side;
  const [name, server] = (account?.acct ?? named ?? '').split('@');
  return (
    <div class="chip" data-role={role}>
      {account?.avatar ? <img class="avatar" src={safeUrl(account.avatar)} alt="" /> : <span class="avatar" aria-hidden="true">{(name || '?').slice(0, 1).toUpperCase()}</span>}
      <span class="text">
        <b>{say(`side.${role}`)}</b>
        <span class={name === '' ? 'name soft' : 'name'} dir="auto">
          {server === undefined ? name || say('moves.nobody') : `@${name ?? ''}`}
        </span>
        {server !== undefined && <span class="server">{breakable(server)}</span>}
      </span>
    </div>
  );
}

/** A server's name may be broken where a reader expects it: after a dot, and before the port. */
export function breakable(server: string): ComponentChildren {
  return server.split(/(?<=\.)|(?=:)/).map((part, index) => [index > 0 && <wbr key={`wbr-${index}`} />, part]);
}

export function SideWord({ role }: { role: Role }) {
  return <span class={`side ${role}`}>{say(`side.${role}`)}</span>;
}

/** A number that opens its list; `open` where it stands for one that is shown or not. */
export function CountLink({ value, label, open, onClick }: { value: number; label: string; open?: boolean; onClick: () => void }) {
  if (value === 0) return <span class="soft">{count(0)}</span>;
  return (
    <button class="link" type="button" aria-expanded={open} aria-label={label} onClick={onClick}>
      {count(value)}
    </button>
  );
}

/** A note with an icon. `stop` = cannot go on like this, `look` = worth knowing, `fine` = done. `onDismiss` = it can be closed. */
export function Notice({ tone, title, children, onDismiss }: { tone: 'fine' | 'look' | 'stop'; title: string; children?: ComponentChildren; onDismiss?: () => void }) {
  return (
    <div class={`notice ${tone}`} role={tone === 'stop' ? 'alert' : 'note'}>
      <Icon name={tone === 'fine' ? 'check' : 'look'} />
      <div>
        <strong>{title}</strong>
        {children}
      </div>
      {onDismiss && (
        <button type="button" class="dismiss" aria-label={say('common.dismiss')} title={say('common.dismiss')} onClick={onDismiss}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

/** Waiting, and no trouble: it goes on by itself. */
const calm: readonly ProblemCode[] = ['rateLimited', 'keepingNew'];

/** A problem: what happened, what it means for the move, what to do next. */
export function ProblemNotice({ problem, onDismiss, action }: { problem: Problem; onDismiss?: () => void; action?: ComponentChildren }) {
  const words = (part: 'what' | 'means' | 'next') => say(`problem.${problem.code}.${part}`, problem.vars);
  return (
    <Notice tone={calm.includes(problem.code) ? 'look' : 'stop'} title={words('what')} onDismiss={onDismiss}>
      <p>
        {words('means')} {words('next')}
      </p>
      {action && <div class="row">{action}</div>}
    </Notice>
  );
}
