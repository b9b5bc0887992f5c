import { isSafeUrl, normalDomain, originOf } from '@/lib/formats/acct';
import { pieces, shortLink, shortMention, type Piece } from '@/lib/formats/sourceText';
import { plain } from '@/lib/formats/text';
import { Away } from '../ui/Away';

/** A text as a server will show it, with links, mentions and hashtags; `origin` is that of the author's server. Nothing in it is taken for HTML. */
export function SourceText({ text, origin }: { text: string; origin: string }) {
  return (
    <span class="source-text" dir="auto">
      {pieces(text).map((piece, index) => {
        const href = hrefOf(piece, origin);
        if (href === null) return plain(piece.text);
        return (
          <Away key={index} href={href}>
            {plain(piece.kind === 'link' ? shortLink(piece.text) : piece.kind === 'mention' ? shortMention(piece.text) : piece.text)}
          </Away>
        );
      })}
    </span>
  );
}

function hrefOf({ kind, text }: Piece, origin: string): string | null {
  if (kind === 'link') return isSafeUrl(text) ? text : null;
  if (kind === 'hashtag') return `${origin}/tags/${encodeURIComponent(text.slice(1))}`;
  if (kind === 'text') return null;
  const [, name = '', domain] = text.split('@');
  const found = domain === undefined ? null : normalDomain(domain);
  if (domain !== undefined && found === null) return null;
  return `${found === null ? origin : originOf(found)}/@${name}`;
}
