import { say } from '@/lib/browser/words';
import { AnnouncementSide } from '../announcement/AnnouncementSide';
import { AccountChip } from '../ui/parts';
import type { PlaceProps } from './places';

/** A post on each account that says where the other one is: written by the person, posted by a press, once. */
export function Announcement({ view }: PlaceProps) {
  const both = view.old.account !== null && view.new.account !== null;
  return (
    <>
      <h1>{say('announcement.title')}</h1>
      <p class="lead">{say('announcement.lead')}</p>
      {!both && <p class="soft">{say('announcement.needsBoth')}</p>}
      {both && (
        <div class="columns">
          {(['old', 'new'] as const).map((role) => (
            <section class="card" key={role} aria-label={say(`announcement.on.${role}`)} data-announcement={role}>
              <AccountChip side={view[role]} />
              <AnnouncementSide view={view} role={role} />
            </section>
          ))}
        </div>
      )}
    </>
  );
}
