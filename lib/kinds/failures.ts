import { normalAcct } from '@/lib/formats/acct';
import { readCsv } from '@/lib/formats/csv';
import type { KindId } from '@/lib/move/model';
import { kindById } from './registry';

/**
 * Keys of the rows of a failures file, as `Kind.rowKey` makes them. Addresses of the server's own people have no domain
 * there: `localDomain` is theirs. Throws `UnreadableAnswer` for filters that are none. Source: mastodon v4.6.5,
 * app/controllers/settings/imports_controller.rb.
 */
export function failedKeys(kindId: KindId, text: string, localDomain: string): string[] {
  if (kindId === 'filters') {
    const kind = kindById(kindId);
    return kind.carry.by === 'importForm' ? kind.carry.fromFile(text).map((row) => kind.rowKey(row)) : [];
  }
  const acct = (cells: Record<string, string>) => normalAcct(cells['Account address'] ?? '', localDomain);
  if (kindId === 'lists') return readCsv(text, ['List name', 'Account address']).map((cells) => `${cells['List name'] ?? ''}\u0000${acct(cells)}`);
  if (kindId === 'bookmarks') return readCsv(text, ['#uri']).map((cells) => cells['#uri'] ?? '');
  if (kindId === 'domainBlocks') return readCsv(text, ['#domain']).map((cells) => (cells['#domain'] ?? '').toLowerCase());
  return readCsv(text, ['Account address']).map(acct);
}
