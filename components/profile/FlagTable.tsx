import { say } from '@/lib/browser/words';
import { profileFlags, type ProfileDraft } from '@/lib/move/profileDraft';
import type { Shown } from './useSideProfile';

/** The switches of a profile: how they stand on OLD, and how they shall stand on NEW. */
export function FlagTable({ old, next, draft, onDraft }: { old: Shown | null; next: Shown; draft: ProfileDraft; onDraft: (draft: ProfileDraft) => void }) {
  // A server leaves out what was never set; a backup made before it was read says nothing.
  const known = (on: boolean | null) => say(on === null ? 'profile.flag.unknown' : on ? 'profile.flag.on' : 'profile.flag.off');
  return (
    <section class="card">
      <h2>{say('profile.flags')}</h2>
      <table class="flags">
        <thead>
          <tr>
            <th scope="col">{say('profile.flag.name')}</th>
            {old !== null && <th scope="col">{say('side.old')}</th>}
            <th scope="col">{say('side.new')}</th>
          </tr>
        </thead>
        <tbody>
          {profileFlags.map((flag) => {
            const on = draft.flags[flag] ?? next.profile[flag] ?? false;
            return (
              <tr key={flag}>
                <th scope="row" id={`flag-${flag}`}>
                  {say(`profile.flag.${flag}`)}
                </th>
                {old !== null && <td>{known(old.profile[flag] ?? (old.keptAt === null ? false : null))}</td>}
                <td>
                  <label>
                    <input type="checkbox" aria-labelledby={`flag-${flag}`} checked={on} onChange={(event) => onDraft({ ...draft, flags: { ...draft.flags, [flag]: event.currentTarget.checked } })} /> {known(on)}
                  </label>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
