import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startFileWorker } from '@/lib/backupFile/worker';

/** Writes and opens backup files beside the desk, so that the page stays quick. */
export default defineUnlistedScript(() => startFileWorker());
