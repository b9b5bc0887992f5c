import * as v from 'valibot';
import { parseOne } from './entities';
import type { Kind } from './kind';
import { rowParser } from './paging';

const value = v.nullable(v.union([v.string(), v.boolean(), v.number()]));
const schema = v.object({ name: v.string(), value });
export type PreferenceRow = v.InferOutput<typeof schema>;

/** Those that the API can set, the name it has for them, and what a newcomer has. The others have a settings page alone. */
const settable: Record<string, { source: string; newcomers: string | boolean | null }> = {
  'posting:default:visibility': { source: 'privacy', newcomers: 'public' },
  'posting:default:sensitive': { source: 'sensitive', newcomers: false },
  'posting:default:language': { source: 'language', newcomers: null },
  'posting:default:quote_policy': { source: 'quote_policy', newcomers: 'public' },
};

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
  rest: {
    share: () => 'whole',
    scopes: ['write:accounts'],
    done: (row, there) => row.value === null || there.value === row.value,
    hurdle: (row, there) => {
      const known = settable[row.name];
      if (known === undefined) return 'noApi';
      if (there === null) return 'notOffered';
      // Somebody has set it there already.
      return there.value === known.newcomers ? null : 'otherThere';
    },
    plan: (row) => [{ verb: 'PATCH', path: '/api/v1/accounts/update_credentials', body: { source: { [settable[row.name]?.source ?? '']: row.value } } }],
  },
};
