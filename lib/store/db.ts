import Dexie, { type EntityTable, type Table } from 'dexie';
import type { Peer } from '@/lib/move/forecast/forecast';
import type { Account, Fact, FactId, KindId, LedgerRow, Move } from '@/lib/move/model';
import { versions } from './migrations/registry';
import { refuseNewer, withoutMending } from './newer';
import type { AppRow, TokenRow, BackupRow, ItemRow, KeyListRow, FileRow, ScheduleRow, ArchiveFileRow, BudgetRow, ImportRow, ImportKeysRow, ImportRunRow, ChoiceRow, LeftOutRow, CarryRow, CarryJobRow, LetInRow, AnnouncementRow, SeriesRow, ProblemRow, SettingRow, PendingSignIn } from './rows';

/** The extension's database. Truth lives here; every process may die at any moment. */
export class MovingDayDb extends Dexie {
  accounts!: EntityTable<Account, 'actorUri'>;
  apps!: EntityTable<AppRow, 'id'>;
  tokens!: EntityTable<TokenRow, 'actorUri'>;
  moves!: EntityTable<Move, 'id'>;
  facts!: Table<Fact, [string, FactId]>;
  backups!: EntityTable<BackupRow, 'id'>;
  items!: EntityTable<ItemRow, 'id'>;
  budgets!: EntityTable<BudgetRow, 'actorUri'>;
  imports!: EntityTable<ImportRow, 'id'>;
  importKeys!: EntityTable<ImportKeysRow, 'id'>;
  importRuns!: EntityTable<ImportRunRow, 'moveId'>;
  ledger!: Table<LedgerRow, [string, KindId, string]>;
  series!: Table<SeriesRow, [string, number]>;
  problems!: EntityTable<ProblemRow, 'id'>;
  settings!: EntityTable<SettingRow, 'key'>;
  pending!: EntityTable<PendingSignIn, 'id'>;
  keyLists!: EntityTable<KeyListRow, 'id'>;
  files!: EntityTable<FileRow, 'id'>;
  schedules!: EntityTable<ScheduleRow, 'actorUri'>;
  archives!: EntityTable<ArchiveFileRow, 'actorUri'>;
  choices!: Table<ChoiceRow, [string, KindId]>;
  leftOut!: Table<LeftOutRow, [string, KindId, string]>;
  carries!: Table<CarryRow, [string, KindId, string]>;
  carryJobs!: EntityTable<CarryJobRow, 'moveId'>;
  announcements!: EntityTable<AnnouncementRow, 'id'>;
  peers!: EntityTable<Peer, 'domain'>;
  letIns!: EntityTable<LetInRow, 'moveId'>;

  constructor(name = 'moving-day') {
    // Dexie's own cache copies every answer, and keeps it: pages that look at a long backup would hold all of it.
    super(name, { cache: 'disabled', indexedDB: withoutMending(Dexie.dependencies.indexedDB) });
    for (const version of versions) version(this);
    // Before anything is read, and again each time that the database is opened.
    this.on('ready', () => refuseNewer(this.backendDB().version), true);
    this.on('versionchange', () => this.close());
  }
}
