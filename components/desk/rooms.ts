import { After } from './After';
import { Announcement } from './Announcement';
import { Backup } from './Backup';
import { Checkpoint } from './Checkpoint';
import { Compare } from './Compare';
import { Help } from './Help';
import { KeptBackups } from './KeptBackups';
import { Leave } from './Leave';
import { Ledger } from './Ledger';
import type { Place } from './places';
import { Profile } from './Profile';
import { Server } from './Server';
import { Settings } from './Settings';

/** The places beyond the overview. They come in one piece: in a piece each, what they share with the background falls into twenty files, which the background then has to load. */
export const rooms: Record<string, Place> = { server: Server, backup: Backup, profile: Profile, announcement: Announcement, compare: Compare, import: Ledger, checkpoint: Checkpoint, after: After, leave: Leave, help: Help, settings: Settings };

/** What is left where there is no move. */
export { KeptBackups };
