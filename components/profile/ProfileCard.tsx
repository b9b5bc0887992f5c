import { say } from '@/lib/browser/words';
import { handle } from '@/lib/formats/acct';
import type { ProfileRow } from '@/lib/kinds/profile';
import type { Account } from '@/lib/move/model';
import { SourceText } from './SourceText';
import type { Shown } from './useSideProfile';

/** A profile as visitors will see it. */
export function ProfileCard({ profile, account, pictures }: { profile: ProfileRow; account: Account; pictures: Shown['pictures'] }) {
  return (
    <article class="profile-card">
      {pictures.header === null ? <div class="header-picture" /> : <img class="header-picture" src={pictures.header} alt="" />}
      {pictures.avatar === null ? <div class="big-avatar" /> : <img class="big-avatar" src={pictures.avatar} alt="" />}
      <div>
        <strong dir="auto">{profile.displayName || account.username}</strong>
        <span class="soft small">
          <bdi>{handle(account.acct)}</bdi>
          {profile.locked && ` · ${say('profile.card.locked')}`}
          {profile.bot && ` · ${say('profile.card.bot')}`}
        </span>
      </div>
      {profile.note !== '' && (
        <p>
          <SourceText text={profile.note} origin={account.origin} />
        </p>
      )}
      {profile.fields.length > 0 && (
        <dl class="fields">
          {profile.fields.map((field, index) => (
            <div key={index}>
              <dt dir="auto">{field.name}</dt>
              <dd>
                <SourceText text={field.value} origin={account.origin} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}
