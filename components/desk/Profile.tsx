import { useQuery } from '@tanstack/preact-query';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { readPublicProfile, type PublicProfile } from '@/lib/mastodon/publicProfile';
import type { Account } from '@/lib/move/model';
import { useErrand } from '../data/errand';
import { AccountChip, Notice, ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './Desk';

const net = { fetch: (url: string, init: RequestInit) => fetch(url, init), now };

/** Both profiles side by side, as anybody sees them, and one press to bring the old one over. */
export function Profile({ view }: PlaceProps) {
  const bring = useErrand('bringProfile');
  const skip = useErrand('skipProfile');
  const step = view.steps.find((one) => one.id === 'profile');
  const moveId = view.move.id;
  const ready = view.old.signedIn && view.new.signedIn;
  return (
    <>
      <h1>{say('profile.title')}</h1>
      <p class="lead">{say('profile.lead')}</p>
      {step?.status === 'done' && <Notice tone="fine" title={say('profile.done')} />}
      {bring.problem && <ProblemNotice problem={bring.problem} />}
      {bring.value && bring.value.left.length > 0 && <Notice tone="look" title={say('profile.left', [bring.value.left.map((part) => say(`profile.part.${part}`)).join(', ')])} />}
      <div class="columns">
        {view.old.account && <Side side={view.old} account={view.old.account} refresh={0} />}
        {view.new.account && <Side side={view.new} account={view.new.account} refresh={view.new.account.checkedAt} />}
      </div>
      <div class="actions">
        <button class="button" type="button" disabled={!ready || bring.busy || view.movedTo !== null} onClick={() => bring.run({ moveId })}>
          {say(bring.busy ? 'profile.bringing' : 'profile.bring')}
        </button>
        {step?.status !== 'done' && (
          <button class="button quiet" type="button" disabled={skip.busy || !ready} onClick={() => skip.run({ moveId, skipped: step?.status !== 'skipped' })}>
            {say(step?.status === 'skipped' ? 'profile.unskip' : 'profile.skip')}
          </button>
        )}
      </div>
      <p class="soft small">{say('profile.announce', [view.old.account?.acct ?? '', view.new.account?.acct ?? ''])}</p>
    </>
  );
}

function Side({ side, account, refresh }: { side: PlaceProps['view']['old']; account: Account; refresh: number }) {
  const profile = useQuery<PublicProfile>({ queryKey: ['profile', account.actorUri, refresh], queryFn: () => readPublicProfile(net, account) });
  return (
    <section class="card">
      <AccountChip side={side} />
      {profile.isError && <p class="soft">{say('profile.unreadable')}</p>}
      {profile.data && (
        <>
          {profile.data.header === null ? <div class="header-picture" /> : <img class="header-picture" src={profile.data.header} alt="" />}
          {profile.data.avatar === null ? <div class="big-avatar" /> : <img class="big-avatar" src={profile.data.avatar} alt="" />}
          <dl class="profile-part">
            <dt>{say('profile.part.displayName')}</dt>
            <dd>{profile.data.displayName || say('profile.none')}</dd>
            <dt>{say('profile.part.note')}</dt>
            <dd>{profile.data.note || say('profile.none')}</dd>
            {profile.data.fields.map((field) => [<dt key={field.name}>{field.name}</dt>, <dd key={`${field.name} value`}>{field.value}</dd>])}
          </dl>
        </>
      )}
    </section>
  );
}
