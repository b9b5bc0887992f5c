/**
 * Text as a person writes it for Mastodon: what in it becomes a link, a mention or a hashtag, and how a server counts
 * it. Pure. Source: mastodon v4.6.5, app/validators/note_length_validator.rb, app/validators/status_length_validator.rb.
 */

/** A stretch of text. */
export interface Piece {
  kind: 'text' | 'link' | 'mention' | 'hashtag';
  text: string;
}

const link = String.raw`(?<![\p{L}\p{N}@$#])https?:\/\/[^\s/?#<>".]+(?:\.[^\s/?#<>".]+)+(?:[/?#][^\s<>"]*)?`;
const mention = String.raw`(?<![=/\p{L}\p{N}_])@[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?(?:@[\p{L}\p{N}_.-]*[\p{L}\p{N}_](?::\d+)?)?`;
const hashtag = String.raw`(?<![=/)\p{L}\p{N}_])#[\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*`;
const special = new RegExp(`(?<link>${link})|(?<mention>${mention})|(?<hashtag>${hashtag})`, 'giu');

/** Splits a text into its pieces; together they are the text. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  const add = (kind: Piece['kind'], part: string) => part !== '' && found.push({ kind, text: part });
  for (const match of text.matchAll(special)) {
    const kind = match.groups?.link !== undefined ? 'link' : match.groups?.mention !== undefined ? 'mention' : 'hashtag';
    const part = kind === 'link' ? withoutEnd(match[0]) : match[0];
    add('text', text.slice(at, match.index));
    add(kind, part);
    at = match.index + part.length;
  }
  add('text', text.slice(at));
  return found;
}

/** The full stop after a link is the sentence's; a bracket is the link's where it was opened in it. */
function withoutEnd(url: string): string {
  for (let end = url.length; end > 0; end--) {
    const last = url[end - 1] ?? '';
    const part = url.slice(0, end);
    const closes = last === ')' && part.split('(').length < part.split(')').length;
    if (!closes && !/[.,;:!?'\]…]/.test(last)) return part;
  }
  return url;
}

/** Characters as a server counts bios and posts: a link is as long as the server says, a mention has no domain, an emoji is one. */
export function countedLength(text: string, perLink = 23): number {
  const counted = pieces(text.replaceAll('\r\n', '\n')).map((piece) => (piece.kind === 'link' ? 'x'.repeat(perLink) : piece.kind === 'mention' ? shortMention(piece.text) : piece.text));
  return [...new Intl.Segmenter().segment(counted.join(''))].length;
}

/** Characters as a server counts names and profile fields: code points. */
export function plainLength(text: string): number {
  return [...text].length;
}

/** A mention as it is shown: without the domain. */
export function shortMention(text: string): string {
  return `@${text.split('@')[1] ?? ''}`;
}

/** A link as it is shown: without its protocol, at most 30 characters of the rest. */
export function shortLink(url: string): string {
  const rest = url.replace(/^https?:\/\/(www\.)?/i, '');
  return rest.length > 30 ? `${rest.slice(0, 30)}…` : rest;
}

/** Does a text mention this account by its whole handle? */
export function mentions(text: string, acct: string): boolean {
  return pieces(text).some((piece) => piece.kind === 'mention' && piece.text.slice(1).toLowerCase() === acct.toLowerCase());
}

/** A text and a post's HTML of it come out the same: markup and the domains of mentions gone, blanks as one. */
export function comparable(text: string, html = false): string {
  const words = html ? fromHtml(text) : text;
  return pieces(words)
    .map((piece) => (piece.kind === 'mention' ? shortMention(piece.text) : piece.text))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Text of a server's HTML, to compare only: a worker has no parser. */
function fromHtml(html: string): string {
  const text = html.replace(/<br\s*\/?>|<\/p>/gi, '\n').replace(/<[^>]*>/g, '');
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : null;
    if (code !== null) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return entities[(name ?? '').toLowerCase()] ?? whole;
  });
}
