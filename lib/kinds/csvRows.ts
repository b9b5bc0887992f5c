import { normalAcct, normalDomain } from '@/lib/formats/acct';
import { UnreadableAnswer } from './entities';

/** The acct of a CSV cell. Throws `UnreadableAnswer` where it is none: a row that cannot be read must not vanish. */
export function acctCell(cell: string | undefined): string {
  const text = (cell ?? '').trim();
  const acct = normalAcct(text, '');
  if (text === '' || acct.startsWith('@') || acct.endsWith('@')) throw new UnreadableAnswer('CSV');
  return acct;
}

/** The domain of a CSV cell or an API answer, in normal form; as it is where it has none (an obfuscated `ex*mple.org`). */
export function domainCell(cell: string | undefined): string {
  const text = (cell ?? '').trim().toLowerCase();
  if (text === '' || /[\s<>"'/]/.test(text)) throw new UnreadableAnswer('CSV');
  return normalDomain(text) ?? text;
}

/** Any text of a CSV cell that must not be empty. */
export function textCell(cell: string | undefined): string {
  const text = (cell ?? '').trim();
  if (text === '') throw new UnreadableAnswer('CSV');
  return text;
}

/** The ActivityPub id of a CSV cell: an address, or a `tag:` of old software. */
export function uriCell(cell: string | undefined): string {
  const text = textCell(cell);
  if (/[\s<>"]/.test(text) || !URL.canParse(text)) throw new UnreadableAnswer('CSV');
  return text;
}
