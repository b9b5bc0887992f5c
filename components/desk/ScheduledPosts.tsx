import { say } from '@/lib/browser/words';
import type { LedgerRow, ReasonCode } from '@/lib/move/model';
import { useErrand } from '../data/errand';
import { ownTime } from '../format';
import { ProblemNotice } from '../ui/parts';

/** It was not sent yet, or the server had trouble with it. */
const sendable: readonly ReasonCode[] = ['waitsForYou', 'serverTrouble', 'refusedByServer'];

/** Posts that OLD would publish later, each with a button of its own. `held` = the work is paused. */
export function ScheduledPosts({ moveId, posts, held }: { moveId: string; posts: LedgerRow[]; held: boolean }) {
  const send = useErrand('carryOne');
  if (posts.length === 0) return null;
  return (
    <>
      <h3>{say('rest.scheduled.title')}</h3>
      <p class="soft small">{say('rest.scheduled.lead')}</p>
      {send.problem && <ProblemNotice problem={send.problem} />}
      <ul class="rows backups">
        {posts.map((post) => (
          <li key={post.key} data-post={post.key}>
            <span>
              {ownTime(post.kind, post.label)}
              {post.status === 'carried' && <span class="soft small">{say('rest.scheduled.sent')}</span>}
              {post.reason !== null && post.reason !== 'waitsForYou' && <span class="soft small">{say(`reason.${post.reason}`)}</span>}
            </span>
            {post.reason !== null && sendable.includes(post.reason) && (
              <button class="button quiet" type="button" disabled={send.busy || held} aria-label={`${say('rest.scheduled.send')}: ${ownTime(post.kind, post.label)}`} onClick={() => send.run({ moveId, kind: 'scheduledPosts', key: post.key })}>
                {say('rest.scheduled.send')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
