import { useEffect, useState } from 'preact/hooks';
import { findFile } from '@/lib/store/archives';
import { db, useLive } from './useMove';

/** A picture, video or sound that a backup or an archive keeps, as an address of this page; `kept` false = it has none, undefined = still looking. */
export function useKeptFile({ backupId, actorUri }: { backupId: string; actorUri: string }, url: string | null): { kept: boolean | undefined; source: string | null; type: string } {
  const file = useLive(async () => (url === null ? null : findFile(db, { backupId, actorUri }, url)), [backupId, actorUri, url]);
  const [shown, setShown] = useState<{ source: string; type: string } | 'unreadable' | null>(null);
  useEffect(() => {
    setShown(null);
    let address: string | null = null;
    let gone = false;
    file?.read().then(
      (blob) => {
        if (gone) return;
        address = URL.createObjectURL(blob);
        setShown({ source: address, type: blob.type });
      },
      () => setShown('unreadable'),
    );
    return () => {
      gone = true;
      if (address !== null) URL.revokeObjectURL(address);
    };
  }, [file]);
  if (shown === null || shown === 'unreadable') return { kept: shown === 'unreadable' ? false : file === undefined ? undefined : file !== null, source: null, type: '' };
  return { kept: true, ...shown };
}
