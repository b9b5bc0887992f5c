import { useEffect, useState } from 'preact/hooks';
import { hasAccess, onAccessChanged } from '@/lib/browser/access';
import type { MoveState } from '@/lib/move/view';

/** The same view with what the browser holds: whether the person gives access to each side's server, alive. */
export function useWithAccess<S extends MoveState | null | undefined>(state: S): S {
  const [access, setAccess] = useState<Record<string, boolean>>({});
  const origins = [state?.old.origin, state?.new.origin].filter((origin) => origin != null).join(' ');
  useEffect(() => {
    const read = async () => {
      const list = origins.split(' ').filter((origin) => origin !== '');
      const entries = await Promise.all(list.map(async (origin) => [origin, await hasAccess(origin)] as const));
      setAccess(Object.fromEntries(entries));
    };
    void read();
    return onAccessChanged(() => void read());
  }, [origins]);
  if (!state) return state;
  const granted = (origin: string | null) => origin !== null && access[origin] === true;
  return { ...state, old: { ...state.old, hostAccess: granted(state.old.origin) }, new: { ...state.new, hostAccess: granted(state.new.origin) } };
}
