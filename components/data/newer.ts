import { useLayoutEffect, useState } from 'preact/hooks';
import { isNewerData } from '@/lib/store/newer';
import { db } from './useMove';

/** Was what is kept written by a newer version than this one? Nothing of it can be shown then, and nothing is touched. */
export function useNewer(): boolean {
  const [newer, setNewer] = useState(false);
  useLayoutEffect(() => void db.open().catch((error: unknown) => setNewer(isNewerData(error))), []);
  return newer;
}
