import { readCopy } from '../data/copy';

/** The copy of what the popup shows, asked for before anything else is set up: the answer takes as long as all of that. */
export const early = readCopy();
