import { useQuery } from '@tanstack/preact-query';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { profile as keptProfile } from '@/lib/kinds/profile';
import { readPublicProfile, type PublicProfile } from '@/lib/mastodon/publicProfile';
import type { Account } from '@/lib/move/model';
import type { BackupView } from '@/lib/move/view';
import { readItems } from '@/lib/store/backups';
import { useErrand } from '../data/errand';
import { useKeptFile } from '../data/keptFile';
import { db, useLive } from '../data/useMove';
import { when } from '../format';
import { AccountChip, Notice, ProblemNotice } from '../ui/parts';
import type { PlaceProps } from './Desk';

const net = { fetch: (url: string, init: RequestInit) => fetch(url, init), now };

/** Both profiles side by side, as anybody sees them, and one press to bring the old one over. */
export function Profile({ view }: PlaceProps) {
  const bring = useErrand('bringProfile');
  const skip = useErrand('skipProfile');
  const step = view.steps.find((one) => one.id === 'profile');
  const moveId = view.move.id;
  const ready = (view.old.signedIn || view.complete !== null) && view.new.signedIn;
  return (
    <>
      <h1>{say('profile.title')}</h1>
      <p class="lead">{say('profile.lead')}</p>
      {step?.status === 'done' && <Notice tone="fine" title={say('profile.done')} />}
      {bring.problem && <ProblemNotice problem={bring.problem} />}
      {bring.value && bring.value.left.length > 0 && <Notice tone="look" title={say('profile.left', [bring.value.left.map((part) => say(`profile.part.${part}`)).join(', ')])} />}
      <div class="columns">
        {view.old.account && <Side side={view.old} account={view.old.account} refresh={0} complete={view.complete} />}
        {view.new.account && <Side side={view.new} account={view.new.account} refresh={view.new.account.checkedAt} complete={null} />}
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

interface SideProps {
  side: PlaceProps['view']['old'];
  account: Account;
  refresh: number;
  /** The backup that stands in while the server does not answer. */
  complete: BackupView | null;
}

function Side({ side, account, refresh, complete }: SideProps) {
  const profile = useQuery<PublicProfile>({ queryKey: ['profile', account.actorUri, refresh], queryFn: () => readPublicProfile(net, account) });
  const kept = useLive(async () => (complete === null ? null : keptProfile.parse((await readItems(db, complete.backupId, 'profile', 0, 1))[0]?.row)), [complete?.backupId]);
  const keptIn = { backupId: complete?.backupId ?? '', actorUri: account.actorUri };
  const stored = { avatar: useKeptFile(keptIn, kept?.avatar ?? null).source, header: useKeptFile(keptIn, kept?.header ?? null).source };
  const shown = profile.data ?? (kept ? { ...kept, ...stored } : null);
  const from = profile.data ? null : (complete?.finishedAt ?? null);
  return (
    <section class="card">
      <AccountChip side={side} />
      {shown === null && profile.isError && <p class="soft">{say('profile.unreadable')}</p>}
      {shown !== null && (
        <>
          {from !== null && <p class="soft small">{say('step.export.standsIn', [when(from, now())])}</p>}
          {shown.header === null ? <div class="header-picture" /> : <img class="header-picture" src={shown.header} alt="" />}
          {shown.avatar === null ? <div class="big-avatar" /> : <img class="big-avatar" src={shown.avatar} alt="" />}
          <dl class="profile-part">
            <dt>{say('profile.part.displayName')}</dt>
            <dd>{shown.displayName || say('profile.none')}</dd>
            <dt>{say('profile.part.note')}</dt>
            <dd>{shown.note || say('profile.none')}</dd>
            {shown.fields.map((field) => [<dt key={field.name}>{field.name}</dt>, <dd key={`${field.name} value`}>{field.value}</dd>])}
          </dl>
        </>
      )}
    </section>
  );
}
