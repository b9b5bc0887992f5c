import { useQuery } from '@tanstack/preact-query';
import { isSafeUrl } from '@/lib/formats/acct';
import type { ProfileRow } from '@/lib/kinds/profile';
import type { Limits } from '@/lib/mastodon/instance';
import { send } from '@/lib/messages/client';
import type { Problem, Role } from '@/lib/move/model';
import type { MoveView } from '@/lib/move/view';
import { useKeptFile } from '../data/keptFile';

/** A profile as a page shows it. */
export interface Shown {
  role: Role;
  profile: ProfileRow;
  origin: string;
  /** Addresses of its pictures for this page: of the server, or of the backup's copies. */
  pictures: { avatar: string | null; header: string | null };
  /** From the backup of that time; null = from its server. */
  keptAt: number | null;
}

/** What Mastodon allows where a server has not said. */
export const usualLimits: Limits = { displayName: 30, note: 500, fields: 4, fieldName: 255, fieldValue: 255, post: 500, perLink: 23 };

/** One side's profile as its owner wrote it, with its server's limits; null while it is read, or with the reason why it cannot be. */
export function useSideProfile(view: MoveView, role: Role): { shown: Shown | null; limits: Limits; problem: Problem | null; reading: boolean; refresh: () => Promise<unknown> } {
  const { account, signedIn } = view[role];
  const moveId = view.move.id;
  const query = useQuery({ queryKey: ['profile', moveId, account?.actorUri, signedIn, view.complete?.backupId], queryFn: () => send('readProfile', { moveId, role }), enabled: account !== null });
  const read = query.data?.ok ? query.data.value : null;
  const keptIn = { backupId: view.complete?.backupId ?? '', actorUri: account?.actorUri ?? '' };
  const keptPictures = { avatar: useKeptFile(keptIn, read?.profile.avatar ?? null).source, header: useKeptFile(keptIn, read?.profile.header ?? null).source };
  const safe = (url: string | null | undefined) => (url != null && isSafeUrl(url) ? url : null);
  const pictures = read?.keptAt == null ? { avatar: safe(read?.profile.avatar), header: safe(read?.profile.header) } : keptPictures;
  return {
    shown: read && account ? { role, profile: read.profile, origin: account.origin, pictures, keptAt: read.keptAt } : null,
    limits: read?.limits ?? usualLimits,
    problem: query.data && !query.data.ok ? query.data.problem : null,
    reading: query.isFetching && !query.data,
    refresh: () => query.refetch(),
  };
}
