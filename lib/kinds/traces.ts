import * as v from 'valibot';
import type { KindId } from '@/lib/move/model';
import type { AccountRow } from './accountRow';
import { accountSchema, acctOf, parseJson, parseOne, personOf, personSchema, type Person } from './entities';
import type { Reading } from './kind';
import { batch, relationshipsOf } from './paging';

/** Kinds whose rows are accounts that one may have a note on, or a request to. */
const peopleKinds: readonly KindId[] = ['following', 'followers', 'blocks', 'mutes', 'lists'];

const traceSchema = v.object({ acct: v.nullable(v.string()), person: v.optional(personSchema), note: v.optional(v.string()) });
const waitingSchema = v.object({ acct: v.string(), person: v.nullable(personSchema) });
const cursorSchema = v.object({ kind: v.number(), from: v.number(), waiting: v.array(waitingSchema) });
type Waiting = v.InferOutput<typeof waitingSchema>;

interface Traces {
  notes: { acct: string; note: string }[];
  requests: AccountRow[];
  next: string | null;
}

/** Rows looked at in one slice. */
const look = 400;
/** Accounts without an id that are looked up in one slice, one request each. */
const lookUps = 10;

/**
 * Asks about every account of this backup, in full batches of 100, each account once: an account of an earlier kind is
 * passed over in a later one, and so is one whose relationship came with its list.
 */
export async function readTraces(reading: Reading, cursor: string | null): Promise<Traces> {
  const state = cursor === null ? { kind: 0, from: 0, waiting: [] } : parseOne(cursorSchema, parseJson(cursor), 'cursor');
  const known: Traces['notes'] = [];
  let { kind, from, waiting } = state;
  let looked = 0;
  while (waiting.length < batch && kind < peopleKinds.length && looked < look) {
    const id = peopleKinds[kind] ?? 'following';
    const rows = reading.chosen.has(id) ? await reading.stored(id, from, batch) : [];
    looked += Math.max(1, rows.length);
    for (const trace of await unseen(reading, rows, kind)) {
      if (trace.note === undefined) waiting = [...waiting, { acct: trace.acct, person: trace.person ?? null }];
      else if (trace.note !== '') known.push({ acct: trace.acct, note: trace.note });
    }
    [kind, from] = rows.length < batch ? [kind + 1, 0] : [kind, from + rows.length];
  }
  const ended = kind >= peopleKinds.length;
  if (waiting.length < batch && !ended) return { notes: known, requests: [], next: JSON.stringify({ kind, from, waiting }) };
  const asked = await withIds(reading, waiting.slice(0, batch));
  const rest = [...asked.later, ...waiting.slice(batch)];
  const found = await relationshipsOf(reading, asked.people.map(({ person }) => person.id));
  const answers = asked.people.flatMap(({ acct, person }) => {
    const relationship = found.get(person.id);
    return relationship ? [{ acct, person, relationship }] : [];
  });
  return {
    notes: [...known, ...answers.flatMap(({ acct, relationship }) => (relationship.note ? [{ acct, note: relationship.note }] : []))],
    requests: answers.flatMap(({ acct, person, relationship }) => (relationship.requested ? [{ acct, person }] : [])),
    next: ended && rest.length === 0 ? null : JSON.stringify({ kind, from, waiting: rest }),
  };
}

/** Accounts of these rows that no earlier kind has. A list repeats accounts that are followed, and its own members. */
async function unseen(reading: Reading, rows: unknown[], kind: number): Promise<{ acct: string; person?: Person; note?: string }[]> {
  const traces = new Map<string, { acct: string; person?: Person; note?: string }>();
  for (const row of rows) {
    const { acct, person, note } = parseOne(traceSchema, row, 'stored account');
    if (acct !== null) traces.set(acct, { acct, ...(person ? { person } : {}), ...(note === undefined ? {} : { note }) });
  }
  for (const earlier of peopleKinds.slice(0, kind)) {
    if (traces.size === 0) break;
    for (const acct of await reading.known(earlier, [...traces.keys()])) traces.delete(acct);
  }
  return [...traces.values()];
}

/** Finds the ids of accounts that an export file named without one. */
async function withIds(reading: Reading, waiting: Waiting[]): Promise<{ people: { acct: string; person: Person }[]; later: Waiting[] }> {
  const people: { acct: string; person: Person }[] = [];
  const later: Waiting[] = [];
  let asked = 0;
  for (const { acct, person } of waiting) {
    if (person) people.push({ acct, person });
    else if (asked++ < lookUps) {
      const found = await lookUp(reading, acct);
      if (found) people.push({ acct, person: found });
    } else later.push({ acct, person });
  }
  return { people, later };
}

async function lookUp(reading: Reading, acct: string): Promise<Person | null> {
  const { body } = await reading.get(`/api/v1/accounts/search?limit=1&q=${encodeURIComponent(acct)}`);
  const found = parseOne(v.array(accountSchema), body, 'account').find((account) => acctOf(account, reading.domain) === acct);
  return found ? personOf(found) : null;
}
