import type { Step } from './step';

/** Step 2: people should recognise the new account. A name or bio, and a picture, make it a tick; setting it aside does not. */
export const profile: Step = {
  id: 'profile',
  side: 'new',
  derive(_move, facts) {
    const found = facts['new.profile'];
    if (found?.value.avatar && (found.value.displayName || found.value.note)) return { status: 'done', detail: 'set', at: found.at };
    if (facts['profile.skipped']?.value.skipped) return { status: 'skipped', detail: 'skipped' };
    return { status: found ? 'ready' : 'closed', detail: found?.value.displayName || found?.value.note ? 'noPicture' : 'empty' };
  },
};
