import { useEffect, useState } from 'preact/hooks';
import { compose, language, say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import { countedLength } from '@/lib/formats/sourceText';
import { send } from '@/lib/messages/client';
import type { Role } from '@/lib/move/model';
import type { Wish } from '@/lib/move/scopes';
import type { MoveView } from '@/lib/move/view';
import type { AnnouncementRow, Draft } from '@/lib/store/rows';
import { useErrand } from '../data/errand';
import { AskMore } from '../profile/AskMore';
import { Counted } from '../profile/Counted';
import { SourceText } from '../profile/SourceText';
import { useSideProfile } from '../profile/useSideProfile';

const visibilities = ['public', 'unlisted', 'private'] as const;

/** The draft of a post, as it will look, and the press that posts it. What is written is kept as soon as the field is left. */
export function DraftForm({ view, role, row }: { view: MoveView; role: Role; row: AnnouncementRow | null }) {
  const post = useErrand('postAnnouncement');
  const { limits } = useSideProfile(view, role);
  const other = view[role === 'old' ? 'new' : 'old'].account;
  const suggestion = compose(`announcement.draft.${role === 'new' && view.movedTo !== null ? 'moved' : role}`, [handle(other?.acct ?? '')]);
  const [draft, setDraft] = useState<Draft>(row?.draft ?? { text: suggestion, visibility: 'public', pin: true });
  const moveId = view.move.id;
  const used = countedLength(draft.text, limits.perLink);
  const busy = post.busy || row?.status === 'sending';
  useEffect(() => {
    // Nobody is posting it any more: the background was stopped, and looks for it as soon as it is spoken to.
    if (row?.status === 'sending' && !post.busy) void send('recheck', { moveId });
  }, [row?.status, post.busy]);
  const keep = (change: Partial<Draft> = {}) => {
    setDraft({ ...draft, ...change });
    void send('draftAnnouncement', { moveId, role, draft: { ...draft, ...change } });
  };
  const may = view[role].may;
  const missing = (['post', ...(draft.pin ? ['profile'] : [])] as Wish[]).filter((wish) => !may.includes(wish));
  const { account } = view[role];
  return (
    <>
      <Counted id={`post-${role}`} label={say('announcement.text')} used={used} most={limits.post}>
        {(count) => <textarea id={`post-${role}`} rows={7} dir="auto" aria-describedby={count} value={draft.text} onInput={(event) => setDraft({ ...draft, text: event.currentTarget.value })} onBlur={() => keep()} />}
      </Counted>
      <div class="field inline">
        <label for={`visibility-${role}`}>{say('announcement.visibility')}</label>
        <select id={`visibility-${role}`} value={draft.visibility} onChange={(event) => keep({ visibility: visibilities.find((one) => one === event.currentTarget.value) ?? 'public' })}>
          {visibilities.map((one) => (
            <option key={one} value={one}>
              {say(`post.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <label>
        <input type="checkbox" checked={draft.pin} onChange={(event) => keep({ pin: event.currentTarget.checked })} /> {say('announcement.pin')}
      </label>
      <h2>{say('profile.preview')}</h2>
      <article class="post">
        <header>
          <strong dir="auto">{account?.displayName || account?.username}</strong>
          <bdi class="soft small">{handle(account?.acct ?? '')}</bdi>
          <span class="soft small">{say(`post.${draft.visibility}`)}</span>
        </header>
        <p>
          <SourceText text={draft.text} origin={account?.origin ?? ''} />
        </p>
      </article>
      {missing.length > 0 ? (
        <AskMore view={view} role={role} also={missing} text={say(`announcement.more.${role}`)} />
      ) : (
        <button
          class="button"
          type="button"
          disabled={busy || draft.text.trim() === '' || used > limits.post || !view[role].signedIn}
          onClick={() => post.run({ moveId, role, draft, language: draft.text === suggestion ? (language().split('-')[0] ?? null) : null })}
        >
          {say(busy ? 'announcement.posting' : row?.status === 'unsure' ? 'announcement.again' : `announcement.post.${role}`)}
        </button>
      )}
    </>
  );
}
