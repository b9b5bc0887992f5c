import { sheetCell, writeCsv } from '@/lib/formats/csv';
import { kindById } from '@/lib/kinds/registry';
import type { KindId } from '@/lib/move/model';
import { readItems } from '@/lib/store/backups';
import type { MovingDayDb } from '@/lib/store/db';
import { saveText } from '../data/saveText';

/** Rows put into the file at a time. */
const pageSize = 5000;

/** Hands one kind of a backup to the browser as a file: as Mastodon imports it where it does, else a table of its fields; or as JSON. */
export async function exportKind(db: MovingDayDb, backupId: string, kindId: KindId, format: 'csv' | 'json'): Promise<void> {
  const kind = kindById(kindId);
  const { carry } = kind;
  const importable = format === 'csv' && carry.by === 'importForm' && carry.mime === 'text/csv' ? carry : null;
  const parts: string[] = [];
  const rows: unknown[] = [];
  for (let from = 0; ; from += pageSize) {
    const items = await readItems(db, backupId, kindId, from, pageSize);
    if (format === 'json') parts.push(...items.map((item, index) => `${from + index === 0 ? '[\n' : ',\n'}${JSON.stringify(item.row)}`));
    else rows.push(...items.map((item) => item.row));
    if (items.length < pageSize) break;
  }
  if (format === 'json') parts.push(parts.length === 0 ? '[]\n' : '\n]\n');
  else parts.push(importable ? importable.toFile(rows.flatMap((row) => kind.parse(row) ?? [])) : table(rows));
  saveText(importable?.fileName ?? `${kindId}.${format}`, format === 'json' ? 'application/json' : 'text/csv', parts);
}

function table(rows: unknown[]): string {
  const objects = rows.map((row) => ({ ...(row as Record<string, unknown>) }));
  const names = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  return writeCsv(objects.map((row) => names.map((name) => sheetCell(row[name]))), names);
}
