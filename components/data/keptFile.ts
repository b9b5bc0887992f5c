import { useEffect, useState } from 'preact/hooks';
import { db, useLive } from './useMove';

/** A picture, video or sound that a backup keeps, as an address of this page; `kept` false = it has none, undefined = still looking. */
export function useKeptFile(actorUri: string, url: string | null): { kept: boolean | undefined; source: string | null; type: string } {
  const file = useLive(async () => (url === null ? null : ((await db.files.get(`${actorUri}|${url}`)) ?? null)), [actorUri, url]);
  const [source, setSource] = useState<string | null>(null);
  useEffect(() => {
    setSource(null);
    if (!file) return undefined;
    const address = URL.createObjectURL(file.blob);
    setSource(address);
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return { kept: file === undefined ? undefined : file !== null, source, type: file?.blob.type ?? '' };
}
