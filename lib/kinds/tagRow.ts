import * as v from 'valibot';

/** A row that is a hashtag, without the #. */
export const tagRowSchema = v.object({ name: v.string() });
export type TagRow = v.InferOutput<typeof tagRowSchema>;

/** The part of Mastodon's Tag and FeaturedTag that rows are made of. A name beyond any real one is cut: it must not cost the others. */
export const apiTagSchema = v.object({ name: v.pipe(v.string(), v.minLength(1), v.transform((text) => text.slice(0, 1024))) });

/** Letters that Mastodon writes as plain ones and that are no plain letter with a mark. */
const plainLetters: Record<string, string> = { ð: 'd', đ: 'd', ħ: 'h', ı: 'i', ĸ: 'k', ł: 'l', ŋ: 'n', ø: 'o', ŧ: 't' };

/**
 * What two servers call the same hashtag, whoever wrote it first there: Mastodon folds case, width and the marks of Latin
 * letters. Source: mastodon v4.6.5, app/lib/hashtag_normalizer.rb.
 */
export function tagKey(row: TagRow): string {
  const folded = row.name.normalize('NFKC').toLowerCase().normalize('NFD').replace(/(\p{Script=Latin})\p{M}+/gu, '$1');
  return folded.normalize('NFC').replace(/[ðđħıĸłŋøŧ]/g, (letter) => plainLetters[letter] ?? letter);
}
