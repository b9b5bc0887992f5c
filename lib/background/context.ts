import type { Fetcher } from '@/lib/mastodon/http';
import type { SettingsReader } from '@/lib/mastodon/settingsFiles';
import type { ImportCommand } from '@/lib/pages/importWork';
import type { PageId, Problem, ProblemCode, Role, Vars } from '@/lib/move/model';
import type { MovingDayDb } from '@/lib/store/db';
import type { GlanceKeeper } from './glance';
import type { KeepingStore } from './loss';

/** What the background's use cases need from the browser. The composition root hands in the real ones. */
export interface Background {
  db: MovingDayDb;
  now(): number;
  fetch: Fetcher;
  newId(): string;
  heartbeat(): Promise<void>;
  setAlarm(name: AlarmName, when: number): Promise<void>;
  clearAlarm(name: AlarmName): Promise<void>;
  hasAccess(origin: string): Promise<boolean>;
  giveBack(origins: string[]): Promise<void>;
  /** Through a guide on an open page of that server. */
  guideReader: SettingsReader;
  /** The guides on open pages of a server: the first that answers, and that one again. Null = none, or gone meanwhile. */
  guides: { first: (origin: string, command: ImportCommand) => Promise<{ tab: number; answer: unknown } | null>; ask: (tab: number, command: ImportCommand) => Promise<unknown> };
  /** Opens an address in a new tab, or shows the tab that has it. */
  openTab(url: string): Promise<void>;
  deskUrl(at: string): string;
  /** A short mark on the extension's button, empty for none; `loud` = the person should act. */
  setBadge(text: string, loud: boolean): Promise<void>;
  /** Tells the person, where they have allowed it, though no page of ours is open. */
  notify(id: 'tryAgain', vars: string[]): Promise<void>;
  intents: IntentStore;
  keeping: KeepingStore;
  glance: GlanceKeeper;
}

/** The page to open once the person has granted host access; lives in session storage, so that a closed popup does not lose it. */
export interface PageIntent {
  moveId: string;
  role: Role;
  page: PageId;
}
export interface IntentStore {
  read(): Promise<PageIntent | null>;
  write(intent: PageIntent | null): Promise<void>;
}

/** Alarms of the background. `jobs` goes on with readings, `alias`, `imports` and `followers` ask the servers again, `schedule` starts backups that are due, `archive` looks at the export page, `carry` goes on with the rest, `importRun` with the sending of import files, `letIn` with the letting in of followers. */
export const alarmNames = ['jobs', 'alias', 'imports', 'followers', 'schedule', 'archive', 'carry', 'importRun', 'letIn'] as const;
export type AlarmName = (typeof alarmNames)[number];

/** A problem of now. */
export function problem(background: Pick<Background, 'now'>, code: ProblemCode, role: Role | null = null, vars: Vars = []): Problem {
  return { code, vars, role, at: background.now() };
}
