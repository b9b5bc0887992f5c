import * as v from 'valibot';
import { personSchema } from './entities';

/** A row that is an account and nothing more. */
export const accountRowSchema = v.object({ acct: v.string(), person: v.optional(personSchema) });
export type AccountRow = v.InferOutput<typeof accountRowSchema>;
