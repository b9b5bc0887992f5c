import * as v from 'valibot';
import type { KindId } from '@/lib/move/model';
import { parseJson, parseOne } from './entities';
import { mediaGaps, type Kind, type KeptFile, type Page, type Reading } from './kind';
import { rowParser } from './paging';

const schema = v.object({
  url: v.string(),
  alt: v.nullable(v.string()),
  mime: v.string(),
  bytes: v.number(),
  /** null = kept, with its bytes beside the rows. */
  gap: v.nullable(v.picklist(mediaGaps)),
});
export type MediaRow = v.InferOutput<typeof schema>;

/** Kinds whose rows name files, in the order in which files are fetched. */
const owners: readonly KindId[] = ['profile', 'scheduledPosts', 'posts', 'pinned', 'conversations'];
const cursorSchema = v.object({ owner: v.number(), from: v.number(), file: v.number() });
/** What ends a slice: files are of any size, and a slice should be short. */
const most = { files: 20, bytes: 4_000_000, rows: 200 };

/** Pictures, videos and sounds of one's own profile, posts and conversations. */
export const media: Kind<MediaRow> = {
  id: 'media',
  readableFrom: 0,
  rowKey: (row) => row.url,
  label: (row) => `${row.url.split('/').at(-1) ?? row.url}${row.alt ? `: ${row.alt}` : ''}`,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 1,
  sources: [{ id: 'api', from: 0, gives: ['file'], read }],
  carry: { by: 'nothing' },
};

async function read(reading: Reading, cursor: string | null): Promise<Page<MediaRow>> {
  let { owner, from, file } = cursor === null ? { owner: 0, from: 0, file: 0 } : parseOne(cursorSchema, parseJson(cursor), 'cursor');
  const rows: MediaRow[] = [];
  const files: KeptFile[] = [];
  let [bytes, looked] = [0, 0];
  while (owner < owners.length) {
    const id = owners[owner] ?? 'posts';
    const [row] = reading.chosen.has(id) ? await reading.stored(id, from, 1) : [];
    if (row === undefined) {
      [owner, from, file] = [owner + 1, 0, 0];
      continue;
    }
    const named = filesOf(row);
    while (file < named.length) {
      if (rows.length >= most.files || bytes >= most.bytes) return { rows, files, next: JSON.stringify({ owner, from, file }) };
      const one = named[file++];
      if (!one) continue;
      const got = await reading.media(one.url);
      rows.push({ url: one.url, alt: one.alt, mime: got.ok ? got.type : '', bytes: got.ok ? got.bytes : 0, gap: got.ok ? null : got.why });
      if (got.ok && got.blob) files.push({ url: one.url, blob: got.blob });
      if (got.ok) bytes += got.bytes;
    }
    [from, file] = [from + 1, 0];
    if (++looked >= most.rows) return { rows, files, next: JSON.stringify({ owner, from, file }) };
  }
  return { rows, files, next: null };
}

const link = v.object({ url: v.string(), alt: v.nullable(v.string()) });
const ownerSchema = v.object({
  avatar: v.optional(v.nullable(v.string()), null),
  header: v.optional(v.nullable(v.string()), null),
  media: v.optional(v.array(link), []),
  posts: v.optional(v.array(v.object({ media: v.array(link) })), []),
});

/** Files that a stored row names. */
function filesOf(row: unknown): v.InferOutput<typeof link>[] {
  const found = parseOne(ownerSchema, row, 'stored row');
  const pictures = [found.avatar, found.header].flatMap((url) => (url === null ? [] : [{ url, alt: null }]));
  return [...pictures, ...found.media, ...found.posts.flatMap((post) => post.media)];
}
