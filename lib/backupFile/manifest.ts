import * as v from 'valibot';
import { isOrigin, normalDomain, parseTyped } from '@/lib/formats/acct';
import { kindIds } from '@/lib/move/model';

/** Version of the file's layout; raised when a reader of an older one would be misled. */
export const formatVersion = 2;

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const text = v.pipe(v.string(), v.maxLength(4096));
/** Milliseconds since the epoch, as far as dates go: what lies beyond cannot be shown. */
export const timeSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));

const accountSchema = v.object({
  actorUri: v.pipe(text, v.minLength(1)),
  id: text,
  acct: v.pipe(text, v.regex(/^[^@\s]+@[^@\s]+$/)),
  origin: text,
  username: text,
  displayName: text,
  avatar: text,
  software: text,
  version: text,
  apiVersion: size,
  followersCount: v.number(),
  followingCount: v.number(),
  statusesCount: v.number(),
  locked: v.boolean(),
  movedTo: v.nullable(text),
  checkedAt: timeSchema,
});
const server = v.pipe(text, v.check(isOrigin));
const domain = v.pipe(text, v.check((name) => normalDomain(name) === name));
const named = v.object({ text, acct: v.nullable(v.pipe(text, v.check((acct) => parseTyped(acct)?.username != null))), origin: server, domain, serverTitle: text, version: text, apiVersion: size });
/** What names no server and no account is left out, and named anew by the person. */
const namedSchema = v.fallback(v.nullable(named), null);

/** What `manifest.json` of a backup file says: whose it is, what is in it, with counts and digests, and how the move stood. */
export const manifestSchema = v.object({
  formatVersion: size,
  app: text,
  madeAt: v.pipe(v.string(), v.isoTimestamp(), v.check((at) => Number.isFinite(Date.parse(at)))),
  startedAt: timeSchema,
  account: accountSchema,
  kinds: v.pipe(
    v.array(
      v.object({
        kind: v.picklist(kindIds),
        rows: size,
        /** False = the list could not be read to its end. */
        complete: v.boolean(),
        sources: v.array(v.object({ id: v.picklist(['csv', 'json', 'api']), at: timeSchema, rows: size })),
      }),
    ),
    v.maxLength(100),
  ),
  /** Every other file of the zip, with the digest of its bytes. */
  files: v.pipe(v.array(v.object({ name: v.pipe(text, v.minLength(1)), kind: v.nullable(v.picklist(kindIds)), rows: size, bytes: size, sha256 })), v.maxLength(400_000)),
  /** Address and file of each picture, video and sound. */
  media: v.pipe(v.array(v.object({ url: v.pipe(v.string(), v.maxLength(100_000)), name: text })), v.maxLength(400_000)),
  /** The server's own archive of the account: which file of the zip it is, what it was called, when it was taken in. */
  archive: v.optional(v.nullable(v.object({ file: text, name: text, takenAt: timeSchema })), null),
  /** The move that this backup was made for; tokens are in no backup. */
  move: v.nullable(v.object({ id: text, createdAt: timeSchema, old: namedSchema, new: namedSchema, facts: v.record(text, v.unknown()) })),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** Name of the file that holds every row of a kind, one a line. */
export function dataName(kind: string): string {
  return `data/${kind}.jsonl`;
}

/** Why a backup file was not taken in. Words under `backup.file.why.<code>`. */
export const fileProblems = ['notABackup', 'damaged', 'tooLarge', 'unsafe', 'newer', 'needsPassphrase', 'wrongPassphrase', 'storageFull', 'unexpected'] as const;
export type FileProblem = (typeof fileProblems)[number];
