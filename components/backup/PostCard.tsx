import { plain } from '@/lib/formats/text';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import type { PostContent } from '@/lib/kinds/post';
import { useKeptFile } from '../data/keptFile';
import { count, when } from '../format';
import { Away } from '../ui/Away';
import type { Kept } from './kept';
import { Person, type Pictures } from './Person';
import { SafeHtml } from './SafeHtml';

const visibilities = ['public', 'unlisted', 'private', 'direct'];

/** A kept post as its server would show it: who, when, for whom, words, pictures with their texts. Made of stored data only. */
export function PostCard({ from, post, boosted, pictures }: { from: Kept; post: PostContent; boosted: boolean; pictures: Pictures }) {
  const at = Date.parse(post.at);
  if (post.acct === '') return <Elsewhere post={post} />;
  const text = <SafeHtml html={post.html} />;
  return (
    <div class="post" lang={post.language ?? undefined} dir="auto">
      <header>
        <Person row={post} pictures={pictures} />
        <span class="soft">@{post.acct}</span>
        <span class="soft small">
          {Number.isFinite(at) ? <time dateTime={post.at}>{when(at, now())}</time> : post.at}
          {[...(visibilities.includes(post.visibility) ? [say(`post.${post.visibility}`)] : []), ...(boosted ? [say('post.boosted')] : [])].map((word) => ` · ${word}`).join('')}
        </span>
      </header>
      {post.warning === '' ? (
        text
      ) : (
        <details>
          <summary>{plain(post.warning)}</summary>
          {text}
        </details>
      )}
      {post.poll && (
        <ul class="checks">
          {post.poll.options.map((option) => (
            <li key={option.title}>
              {plain(option.title)} {option.votes === null ? '' : `(${count(option.votes)})`}
            </li>
          ))}
        </ul>
      )}
      <div class="post-media">
        {post.media.map((file) => (
          <Attachment key={file.url} from={from} url={file.url} alt={file.alt} />
        ))}
      </div>
    </div>
  );
}

/** A boosted post of which only the address is known. */
function Elsewhere({ post }: { post: PostContent }) {
  const at = Date.parse(post.at);
  return (
    <div class="post">
      <header>
        <span class="soft small">{Number.isFinite(at) ? <time dateTime={post.at}>{when(at, now())}</time> : post.at}</span>
      </header>
      <p>{say('post.boostOf')}</p>
      <p>
        <Away href={post.uri}>{plain(post.uri)}</Away>
      </p>
    </div>
  );
}

/** A description that is longer would push everything else away; it is folded. */
const longAlt = 160;

/** One picture, video or sound with its text. It is read from where it is kept when it is shown, and not before. */
export function Attachment({ from, url, alt }: { from: Kept; url: string; alt: string | null }) {
  const { kept, source, type } = useKeptFile(from, url);
  const words = alt ?? '';
  return (
    <figure>
      {kept === false && <p class="soft small">{say('post.notKept', [url.split('/').at(-1) ?? ''])}</p>}
      {source !== null && type.startsWith('image/') && <img src={source} alt={words} />}
      {source !== null && type.startsWith('video/') && <video src={source} controls aria-label={words} />}
      {source !== null && type.startsWith('audio/') && <audio src={source} controls aria-label={words} />}
      {words !== '' && (
        <figcaption class="soft small">
          {words.length <= longAlt ? (
            plain(words)
          ) : (
            <details>
              <summary>{say('post.alt', [plain(words.slice(0, 60))])}</summary>
              {plain(words)}
            </details>
          )}
        </figcaption>
      )}
    </figure>
  );
}
