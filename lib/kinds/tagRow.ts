import * as v from 'valibot';

/** A row that is a hashtag, without the #. */
export const tagRowSchema = v.object({ name: v.string() });
export type TagRow = v.InferOutput<typeof tagRowSchema>;

/** The part of Mastodon's Tag and FeaturedTag that rows are made of. A name beyond any real one is cut: it must not cost the others. */
export const apiTagSchema = v.object({ name: v.pipe(v.string(), v.minLength(1), v.transform((text) => text.slice(0, 1024))) });
