import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { Role } from '@/lib/move/model';
import type { MoveView } from '@/lib/move/view';
import { announcementId } from '@/lib/store/announcements';
import type { AnnouncementRow } from '@/lib/store/rows';
import { useErrand } from '../data/errand';
import { db, useLive } from '../data/useMove';
import { when } from '../format';
import { AskMore } from '../profile/AskMore';
import { Away } from '../ui/Away';
import { Notice, ProblemNotice } from '../ui/parts';
import { DraftForm } from './DraftForm';

/** One account's announcement: the draft, or what became of it. */
export function AnnouncementSide({ view, role }: { view: MoveView; role: Role }) {
  const uri = view[role].account?.actorUri ?? '';
  const row = useLive(async () => (await db.announcements.get(announcementId(view.move.id, uri))) ?? null, [view.move.id, uri]);
  if (row === undefined) return null;
  if (row?.post) return <Posted view={view} role={role} row={row} post={row.post} />;
  if (role === 'old' && view.movedTo !== null) return <p class="soft">{say('announcement.tooLate')}</p>;
  return (
    <>
      {row?.problem && <ProblemNotice problem={row.problem} />}
      {row?.status === 'unsure' && !row.problem && <Notice tone="look" title={say('announcement.unsure')} />}
      <DraftForm view={view} role={role} row={row} />
    </>
  );
}

function Posted({ view, role, row, post }: { view: MoveView; role: Role; row: AnnouncementRow; post: NonNullable<AnnouncementRow['post']> }) {
  const pin = useErrand('postAnnouncement');
  const open = role === 'new' || view.movedTo === null;
  const { draft } = row;
  return (
    <>
      <Notice tone="fine" title={say(post.pinned ? 'announcement.postedPinned' : 'announcement.posted', [when(post.at, now())])}>
        {post.url !== '' && (
          <p>
            <Away href={post.url}>{say('announcement.look')}</Away>
          </p>
        )}
      </Notice>
      {row.problem && <ProblemNotice problem={row.problem} />}
      {!post.pinned && open && draft && !view[role].may.includes('profile') && <AskMore view={view} role={role} also={['profile']} text={say('announcement.morePin')} />}
      {!post.pinned && open && draft && view[role].may.includes('profile') && (
        <button class="button quiet" type="button" disabled={pin.busy} onClick={() => pin.run({ moveId: view.move.id, role, draft: { ...draft, pin: true }, language: null })}>
          {say('announcement.pinNow')}
        </button>
      )}
    </>
  );
}
