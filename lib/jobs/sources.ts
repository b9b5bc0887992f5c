import type { Kind, Source } from '@/lib/kinds/kind';
import type { KindId } from '@/lib/move/model';
import type { BackupKind } from '@/lib/store/rows';

/** What decides which sources a kind may be read from. */
export interface SourceRules {
  chosen: ReadonlySet<KindId>;
  apiVersion: number;
  /** May the export files of the settings pages be read? Never for a reading that is only compared. */
  files: boolean;
  /** False = the API says nothing to us: the account has moved, and nobody can sign in to it. */
  api: boolean;
}

/** Fields of a kind that its finished sources have filled. */
export function filled(kind: Kind, state: Pick<BackupKind, 'sources'>): Set<string> {
  return new Set(kind.sources.filter((source) => state.sources.some((done) => done.id === source.id)).flatMap((source) => source.gives));
}

/** The next source that gives something which is wanted and not there yet; null = there is none. Pure. */
export function nextSource(kind: Kind, state: Pick<BackupKind, 'sources' | 'failed' | 'source'>, rules: SourceRules): Source<unknown> | null {
  const have = filled(kind, state);
  const wanted = kind.wants?.(rules.chosen) ?? kind.sources.flatMap((source) => source.gives);
  const missing = wanted.filter((field) => !have.has(field));
  const left = kind.sources.filter(
    (source) =>
      rules.apiVersion >= source.from &&
      (source.id === 'api' ? rules.api : rules.files) &&
      !state.failed.includes(source.id) &&
      !state.sources.some((done) => done.id === source.id) &&
      source.gives.some((field) => missing.includes(field)),
  );
  return left.find((source) => source.id === state.source) ?? left[0] ?? null;
}
