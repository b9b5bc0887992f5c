/** Why a server's archive was not taken in. Words under `archive.why.<code>`. */
export const archiveProblems = ['notAnArchive', 'ownBackup', 'damaged', 'tooLarge', 'unsafe', 'foreign', 'storageFull', 'unexpected'] as const;
export type ArchiveProblem = (typeof archiveProblems)[number];

/** An archive that is not taken in. `who` = whose it is, where that is the reason. */
export class Refused extends Error {
  constructor(
    readonly why: ArchiveProblem,
    readonly who = '',
  ) {
    super(why);
  }
}

/** What no honest archive is beyond. Bytes, except `entries`. */
export const most = { entries: 1_000_000, json: 4_000_000_000, item: 32_000_000, actor: 5_000_000 };
