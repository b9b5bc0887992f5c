import Papa from 'papaparse';

/**
 * CSV as Mastodon writes and reads it: UTF-8 without BOM, LF, quotes only where needed. A file is headerless or starts
 * with one of four known first cells. Source: mastodon v4.6.5, app/models/export.rb, app/models/form/import.rb.
 */
const headers = ['Account address', '#domain', '#uri', 'List name'];

/** Writes rows, with a header where one is given. Ends with a line feed; an empty headerless file is empty. */
export function writeCsv(rows: readonly (readonly string[])[], header?: readonly string[]): string {
  const all = header ? [header, ...rows] : [...rows];
  return all.length === 0 ? '' : `${Papa.unparse(all.map((row) => [...row]), { newline: '\n' })}\n`;
}

/**
 * Reads rows as cells by column name; `columns` are assumed where the file has no header. Also as people and their
 * spreadsheets write it: a BOM, CRLF, lines without anything, spaces after commas.
 */
export function readCsv(text: string, columns: readonly string[]): Record<string, string>[] {
  // Nothing is guessed: a title full of semicolons would pass for a file of semicolons.
  const parsed = Papa.parse<string[]>(withoutSpaces(text.replace(/^\ufeff/, '')), { delimiter: ',', newline: '\n', skipEmptyLines: 'greedy' }).data;
  const first = parsed[0]?.map((cell) => cell.trim());
  const hasHeader = first !== undefined && headers.includes(first[0] ?? '');
  const names = hasHeader ? first : columns;
  return (hasHeader ? parsed.slice(1) : parsed).map((cells) => Object.fromEntries(names.map((name, index) => [name, (cells[index] ?? '').replace(/\r$/, '')])));
}

/** Spaces between a comma and a quote would make the quote part of the cell. Quoted text stays as it is. */
function withoutSpaces(text: string): string {
  return text.replace(/"[^"]*(?:""[^"]*)*"|,[ \t]+(?=")/g, (part) => (part.startsWith(',') ? ',' : part));
}

/** Mastodon's reading of a yes/no cell: empty = not set. */
export function readFlag(cell: string | undefined): boolean | null {
  const text = (cell ?? '').trim().toLowerCase();
  return text === '' ? null : !['false', 'f', '0', 'off', 'no', 'n'].includes(text);
}

/** A value as a cell of a table for people, who open it in a spreadsheet: that would take some beginnings for a formula. */
export function sheetCell(value: unknown): string {
  const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
