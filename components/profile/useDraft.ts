import { useEffect, useState } from 'preact/hooks';
import type { ProfileDraft } from '@/lib/move/profileDraft';

/** Drafts by move, for as long as this page is open. */
const drafts = new Map<string, ProfileDraft>();

/** What was chosen so far, null before the first choice; a look at another place does not lose it. */
export function useDraft(moveId: string): [ProfileDraft | null, (draft: ProfileDraft | null) => void] {
  const [draft, show] = useState(drafts.get(moveId) ?? null);
  const keep = (next: ProfileDraft | null) => {
    if (next === null) drafts.delete(moveId);
    else drafts.set(moveId, next);
    show(next);
  };
  return [draft, keep];
}

/** While something is unsaved the browser asks before it closes this page. */
export function useUnsaved(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);
}
