import { useQuery } from '@tanstack/preact-query';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import { send } from '@/lib/messages/client';
import type { Role } from '@/lib/move/model';
import type { MoveView } from '@/lib/move/view';
import { patience, type Every } from '@/lib/move/schedule';
import { db, useLive } from '../data/useMove';
import { when } from '../format';
import { Notice, SideWord } from '../ui/parts';

const choices: Every[] = ['off', 'day', 'week'];

/** Backups that are made by themselves, for each account that is signed in, and what its server has to say. */
export function Schedule({ view }: { view: MoveView }) {
  const on = useLive(async () => new Set((await db.schedules.toArray()).filter((row) => row.every !== 'off').map((row) => row.actorUri)), []);
  // One that runs stays in sight when its sign-in has ended: that is why it fails.
  const roles = (['old', 'new'] as const).filter((role) => (view[role].signedIn || on?.has(view[role].account?.actorUri ?? '')) && !(role === 'old' && view.movedTo !== null));
  if (roles.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('backup.schedule.title')}</h2>
      <p class="soft small">{say('backup.schedule.text')}</p>
      {roles.map((role) => (
        <One key={role} view={view} role={role} />
      ))}
    </section>
  );
}

function One({ view, role }: { view: MoveView; role: Role }) {
  const uri = view[role].account?.actorUri ?? '';
  const row = useLive(async () => (await db.schedules.get(uri)) ?? null, [uri]);
  const id = `every-${role}`;
  return (
    <div class="schedule">
      <div class="field inline">
        <label for={id}>
          <SideWord role={role} /> <bdi>{handle(view[role].account?.acct ?? '')}</bdi>
        </label>
        <select id={id} value={row?.every ?? 'off'} onChange={(event) => void send('setSchedule', { moveId: view.move.id, role, every: choices.find((one) => one === event.currentTarget.value) ?? 'off' })}>
          {choices.map((every) => (
            <option key={every} value={every}>
              {say(`backup.schedule.every.${every}`)}
            </option>
          ))}
        </select>
        {row && row.every !== 'off' && row.lastAt > 0 && <span class="soft small">{say('backup.schedule.last', [when(row.lastAt, now())])}</span>}
      </div>
      {row && row.closing && <Notice tone="stop" title={say('backup.schedule.closing')} />}
      {row && !row.closing && row.failedDays >= patience && <Notice tone="stop" title={say('backup.schedule.failed', [row.failedDays])} />}
      {row && row.every !== 'off' && <News moveId={view.move.id} role={role} />}
    </div>
  );
}

/** The server's own announcements: a closing is told there first. */
function News({ moveId, role }: { moveId: string; role: Role }) {
  const news = useQuery({ queryKey: ['announcements', moveId, role], queryFn: () => send('announcements', { moveId, role }), staleTime: 60 * 60_000 });
  const texts = news.data?.ok ? news.data.value.texts : [];
  if (texts.length === 0) return null;
  return (
    <div>
      <h3>{say('backup.schedule.news')}</h3>
      <ul class="checks">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}
