import { useEffect, useRef } from 'preact/hooks';
import * as v from 'valibot';
import { say } from '@/lib/browser/words';
import { postSchema, type Post, type PostContent } from '@/lib/kinds/post';
import { kindById } from '@/lib/kinds/registry';
import { readPlaces } from '@/lib/store/backups';
import type { ItemRow } from '@/lib/store/rows';
import { cut, plain } from '@/lib/formats/text';
import { db, useLive } from '../data/useMove';
import { Away } from '../ui/Away';
import type { Kept } from './kept';
import { usePictures, type Pictures } from './Person';
import { Attachment, PostCard } from './PostCard';
import type { RowIndex } from './rowIndex';

const bookmarkSchema = v.object({ post: postSchema });
const conversationSchema = v.object({ posts: v.array(postSchema) });

/** One row in full: a post in its thread, a conversation, or the fields of anything else. */
export function Detail({ backup, item, index, onClose }: { backup: Kept; item: ItemRow; index: RowIndex; onClose: () => void }) {
  const pictures = usePictures(backup.actorUri);
  const posts = postsOf(item.row);
  const closing = useRef<HTMLButtonElement>(null);
  // It opens below a long list.
  useEffect(() => closing.current?.focus(), []);
  return (
    <article class="detail" aria-label={say('rows.detail')}>
      <button ref={closing} class="button quiet" type="button" onClick={onClose}>
        {say('rows.close')}
      </button>
      {item.kind === 'media' && <Media backup={backup} item={item} />}
      {posts === null ? <Fields row={kindById(item.kind).parse(item.row) ?? item.row} /> : item.kind === 'posts' ? <Thread backup={backup} post={posts[0]} index={index} pictures={pictures} /> : posts.map((post) => <Shown key={post.uri} backup={backup} post={post} pictures={pictures} />)}
    </article>
  );
}

function postsOf(row: unknown): Post[] | null {
  const post = v.safeParse(postSchema, row);
  if (post.success) return [post.output];
  const bookmark = v.safeParse(bookmarkSchema, row);
  if (bookmark.success) return [bookmark.output.post];
  const conversation = v.safeParse(conversationSchema, row);
  return conversation.success ? conversation.output.posts : null;
}

function Shown({ backup, post, pictures }: { backup: Kept; post: Post; pictures: Pictures }) {
  const content: PostContent = post.boostOf ?? post;
  return <PostCard from={backup} post={content} boosted={post.boostOf !== null} pictures={pictures} />;
}

function Thread({ backup, post, index, pictures }: { backup: Kept; post: Post | undefined; index: RowIndex; pictures: Pictures }) {
  const places = post ? index.thread(post.id, post.replyTo) : [];
  const thread = useLive(async () => {
    const items = await readPlaces(db, backup.backupId, 'posts', places);
    const posts = items.flatMap((item) => postsOf(item.row) ?? []);
    return posts.sort((a, b) => a.at.localeCompare(b.at));
  }, [backup.backupId, places.join()]);
  const shown = thread && thread.length > 0 ? thread : post ? [post] : [];
  return (
    <>
      {shown.map((one) => (
        <Shown key={one.uri} backup={backup} post={one} pictures={pictures} />
      ))}
    </>
  );
}

const mediaSchema = v.object({ url: v.string(), alt: v.nullable(v.string()) });

function Media({ backup, item }: { backup: Kept; item: ItemRow }) {
  const file = v.safeParse(mediaSchema, item.row);
  return file.success ? <Attachment from={backup} url={file.output.url} alt={file.output.alt} /> : null;
}

function Fields({ row }: { row: unknown }) {
  const entries = typeof row === 'object' && row !== null ? Object.entries(row) : [];
  return (
    <dl class="fields">
      {entries.map(([name, value]) => {
        const text = plain(cut(typeof value === 'string' ? value : JSON.stringify(value), 5000));
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Away href={text}>{text}</Away>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
