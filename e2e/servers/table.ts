/** What a record is found by; null = not found by this key. */
export type KeyOf<Row> = (row: Row) => string | null;

interface Bucket<Row> {
  rows: Row[];
  sorted: boolean;
}

const number = (row: { id: string }) => Number(row.id);

/** First place whose value is not below `wanted`, in rows that rise. */
export function lowerBound<Row>(rows: readonly Row[], value: (row: Row) => number, wanted: number): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const row = rows[middle];
    if (row !== undefined && value(row) < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Records by id that are also found by other keys, oldest first: lists of fifty thousand rows must not be searched for each page. */
export class Table<Row extends { id: string }, Name extends string> extends Map<string, Row> {
  private readonly indexes: { name: Name; key: KeyOf<Row>; buckets: Map<string, Bucket<Row>> }[];

  constructor(keys: Record<Name, KeyOf<Row>>) {
    super();
    this.indexes = (Object.keys(keys) as Name[]).map((name) => ({ name, key: keys[name], buckets: new Map() }));
  }

  override set(id: string, row: Row): this {
    const before = this.get(id);
    if (before) this.forget(before);
    super.set(id, row);
    for (const { key, buckets } of this.indexes) {
      const found = key(row);
      if (found === null) continue;
      const bucket = buckets.get(found);
      if (!bucket) {
        buckets.set(found, { rows: [row], sorted: true });
        continue;
      }
      const last = bucket.rows.at(-1);
      bucket.sorted &&= last === undefined || number(last) < number(row);
      bucket.rows.push(row);
    }
    return this;
  }

  override delete(id: string): boolean {
    const before = this.get(id);
    if (before) this.forget(before);
    return super.delete(id);
  }

  /** The rows with that key, oldest first. Not a copy. */
  of(name: Name, key: string): readonly Row[] {
    const bucket = this.bucket(name, key);
    if (!bucket) return [];
    if (!bucket.sorted) {
      bucket.rows.sort((a, b) => number(a) - number(b));
      bucket.sorted = true;
    }
    return bucket.rows;
  }

  /** The first row that was stored with that key. */
  first(name: Name, key: string): Row | undefined {
    return this.bucket(name, key)?.rows[0];
  }

  count(name: Name, key: string): number {
    return this.bucket(name, key)?.rows.length ?? 0;
  }

  private bucket(name: Name, key: string): Bucket<Row> | undefined {
    return this.indexes.find((index) => index.name === name)?.buckets.get(key);
  }

  private forget(row: Row): void {
    for (const { key, buckets } of this.indexes) {
      const found = key(row);
      const bucket = found === null ? undefined : buckets.get(found);
      if (!bucket) continue;
      const guess = bucket.sorted ? lowerBound(bucket.rows, number, number(row)) : -1;
      const place = bucket.rows[guess]?.id === row.id ? guess : bucket.rows.findIndex((other) => other.id === row.id);
      if (place >= 0) bucket.rows.splice(place, 1);
    }
  }
}
