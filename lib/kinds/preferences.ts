import * as v from 'valibot';
import { parseOne } from './entities';
import type { Kind } from './kind';
import { rowParser } from './paging';

const value = v.nullable(v.union([v.string(), v.boolean(), v.number()]));
const schema = v.object({ name: v.string(), value });
export type PreferenceRow = v.InferOutput<typeof schema>;

/** How one posts and reads by default. */
export const preferences: Kind<PreferenceRow> = {
  id: 'preferences',
  readableFrom: 0,
  rowKey: (row) => row.name,
  label: (row) => `${row.name} = ${String(row.value)}`,
  account: () => null,
  parse: rowParser(schema),
  expected: () => null,
  pageSize: 100,
  sources: [
    {
      id: 'api',
      from: 0,
      gives: ['value'],
      read: async (reading) => {
        const { body } = await reading.get('/api/v1/preferences');
        const found = parseOne(v.record(v.string(), v.fallback(value, null)), body, 'preferences');
        return { rows: Object.entries(found).map(([name, one]) => ({ name, value: one })), next: null };
      },
    },
  ],
  carry: { by: 'api' },
};
