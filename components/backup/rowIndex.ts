import * as v from 'valibot';
import { domainOf } from '@/lib/formats/acct';
import { kindById } from '@/lib/kinds/registry';
import { plainText } from '@/lib/kinds/post';
import type { KindId } from '@/lib/move/model';
import { readItems } from '@/lib/store/backups';
import type { MovingDayDb } from '@/lib/store/db';
import type { ItemRow } from '@/lib/store/rows';

/** Rows read at a time while the index is built: short enough that the page stays quick. */
const pageSize = 4000;
/** The first page is short: the rows that the person waits to see are asked for at the same time. */
const firstPage = 100;
/** Of one very long text, what is searched. */
const longest = 20_000;

const textSchema = v.object({ html: v.string(), warning: v.optional(v.string(), ''), media: v.optional(v.array(v.object({ alt: v.nullable(v.string()) })), []) });
const wordsSchema = v.object({ ...textSchema.entries, boostOf: v.optional(v.nullable(textSchema), null) });
const personSchema = v.object({ person: v.optional(v.object({ name: v.string() })) });
const postsSchema = v.object({ posts: v.array(wordsSchema) });
const threadSchema = v.object({ id: v.string(), replyTo: v.nullable(v.string()) });

/** The searchable words of every row of one kind, by its place. Rows themselves stay in the database. */
export class RowIndex {
  private readonly texts: string[] = [];
  private readonly domains: string[] = [];
  private readonly placeOf = new Map<string, number>();
  private readonly replies = new Map<string, number[]>();
  complete = false;

  constructor(
    private readonly db: MovingDayDb,
    private readonly backupId: string,
    private readonly kind: KindId,
    /** A row's label as it is shown. */
    private readonly shown: (label: string) => string = (label) => label,
  ) {}

  /** Reads all rows, page by page, calling `onPage` after each. Ends early where `stopped` says so. */
  async build(onPage: () => void, stopped: () => boolean): Promise<void> {
    for (let from = 0; !stopped(); ) {
      const most = from === 0 ? firstPage : pageSize;
      const items = await readItems(this.db, this.backupId, this.kind, from, most);
      for (const item of items) this.add(item);
      from += items.length;
      if (items.length < most) {
        this.complete = true;
        break;
      }
      onPage();
    }
    onPage();
  }

  get size(): number {
    return this.texts.length;
  }

  /** Places of rows that hold all the words, in order. */
  search(query: string): number[] {
    const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const found: number[] = [];
    for (let place = 0; place < this.texts.length; place++) {
      const text = this.texts[place] ?? '';
      if (words.every((word) => text.includes(word))) found.push(place);
    }
    return found;
  }

  /** Server of the account that the row at a place is about, empty where it is about none. */
  domainAt(place: number): string {
    return this.domains[place] ?? '';
  }

  /** Places of a post's thread among these rows, oldest first: what it answers, itself, and what answers it. */
  thread(id: string, replyTo: string | null): number[] {
    const up: number[] = [];
    for (let parent = replyTo; parent !== null && up.length < 100; ) {
      const place = this.placeOf.get(parent);
      if (place === undefined || up.includes(place)) break;
      up.unshift(place);
      parent = this.parents.get(parent) ?? null;
    }
    const own = this.placeOf.get(id);
    return [...up, ...(own === undefined ? [] : [own]), ...(this.replies.get(id) ?? [])];
  }

  private readonly parents = new Map<string, string>();

  private add(item: ItemRow): void {
    const known = kindById(this.kind);
    const parsed = known.parse(item.row);
    this.texts[item.seq] = `${parsed === null ? item.key : this.shown(known.label(parsed))} ${wordsOf(item.row)}`.toLowerCase();
    this.domains[item.seq] = domainOf((parsed === null ? null : known.account(parsed)) ?? '');
    const post = v.safeParse(threadSchema, item.row);
    if (!post.success || this.kind !== 'posts') return;
    const { id, replyTo } = post.output;
    this.placeOf.set(id, item.seq);
    if (replyTo === null) return;
    this.parents.set(id, replyTo);
    this.replies.set(replyTo, [...(this.replies.get(replyTo) ?? []), item.seq]);
  }
}

function wordsOf(row: unknown): string {
  const post = v.safeParse(wordsSchema, row);
  if (post.success) return [post.output, ...(post.output.boostOf ? [post.output.boostOf] : [])].map(textOf).join(' ');
  const conversation = v.safeParse(postsSchema, row);
  if (conversation.success) return conversation.output.posts.map(textOf).join(' ');
  const person = v.safeParse(personSchema, row);
  return person.success ? cut(person.output.person?.name ?? '') : '';
}

function textOf(post: v.InferOutput<typeof textSchema>): string {
  return [post.warning, plainText(cut(post.html)), ...post.media.map((file) => file.alt ?? '')].map(cut).join(' ');
}

function cut(text: string): string {
  return text.slice(0, longest);
}
