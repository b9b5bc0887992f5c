import { kindIds, type Account, type Facts, type KindId } from '@/lib/move/model';
import type { Kind } from '@/lib/kinds/kind';
import { writeCsv } from './csv';

/** One file of the backup zip. */
export interface BackupEntry {
  name: string;
  text: string;
}
export interface BackupContents {
  account: Pick<Account, 'acct' | 'actorUri' | 'origin' | 'software' | 'version'>;
  madeAt: number;
  appVersion: string;
  facts: Facts;
  /** Plain words about the files, from the locale file. */
  readme: string;
  rows: { kind: Kind; rows: unknown[] }[];
}

/** Version of the zip's layout; raised when a reader of an older one would be misled. */
const formatVersion = 1;
/** What one import file may hold. Source: mastodon v4.6.5, app/models/form/import.rb. */
const mostRows = 20_000;

/**
 * The files of a backup: exactly those that Mastodon's import takes, under its own names, then what it does not take
 * (profile, followers, lists with their settings) as JSON or CSV, and a manifest with counts, digests and the facts of
 * the move. No token is among the facts.
 */
export async function backupEntries(contents: BackupContents): Promise<BackupEntry[]> {
  const files: { kind: KindId; rows: number; entry: BackupEntry }[] = [];
  for (const { kind, rows } of contents.rows) for (const entry of filesOf(kind, rows)) files.push({ kind: kind.id, rows: entry.rows, entry });
  const manifest = {
    formatVersion,
    app: `Moving Day ${contents.appVersion}`,
    madeAt: new Date(contents.madeAt).toISOString(),
    account: contents.account,
    kinds: Object.fromEntries(kindIds.flatMap((id) => contents.rows.filter((part) => part.kind.id === id).map((part) => [id, part.rows.length]))),
    files: await Promise.all(files.map(async ({ kind, rows, entry }) => ({ name: entry.name, kind, rows, sha256: await sha256(entry.text) }))),
    move: contents.facts,
  };
  return [...files.map((file) => file.entry), { name: 'README.txt', text: contents.readme }, { name: 'manifest.json', text: JSON.stringify(manifest, null, 2) }];
}

function filesOf(kind: Kind, rows: unknown[]): (BackupEntry & { rows: number })[] {
  const { carry } = kind;
  if (kind.id === 'followers') return [{ name: 'followers.csv', text: writeCsv(rows.map((row) => [kind.rowKey(row)]), ['Account address']), rows: rows.length }];
  if (carry.by !== 'importForm') return [{ name: `${kind.id}.json`, text: JSON.stringify(rows, null, 2), rows: rows.length }];
  const parts = Array.from({ length: Math.max(1, Math.ceil(rows.length / mostRows)) }, (_, index) => rows.slice(index * mostRows, (index + 1) * mostRows));
  const importable = parts.map((part, index) => ({ name: index === 0 ? carry.fileName : carry.fileName.replace('.', `_${index + 1}.`), text: carry.toFile(part), rows: part.length }));
  // What the import file cannot hold (mute expiry, list settings, empty lists) is kept beside it.
  return [...importable, { name: `full/${kind.id}.json`, text: JSON.stringify(rows, null, 2), rows: rows.length }];
}

async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
