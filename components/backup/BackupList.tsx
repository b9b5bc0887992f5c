import { useEffect, useState } from 'preact/hooks';
import { now } from '@/lib/browser/clock';
import { say } from '@/lib/browser/words';
import { send } from '@/lib/messages/client';
import { keptBackups } from '@/lib/store/backups';
import { db, useLive } from '../data/useMove';
import { bytes, when } from '../format';

/** Every backup kept in this browser, of whichever account: look inside, delete, see what room they take. */
export function BackupList({ shown, needed, onOpen }: { shown: string | null; needed: readonly (string | undefined)[]; onOpen: (backupId: string) => void }) {
  const rows = useLive(async () => {
    const backups = await keptBackups(db);
    const accounts = new Map((await db.accounts.toArray()).map((account) => [account.actorUri, account.acct]));
    return backups.map((backup) => ({ backup, acct: accounts.get(backup.actorUri) ?? backup.actorUri }));
  }, []);
  const used = useUsage(rows?.length ?? 0);
  const [sure, setSure] = useState<string | null>(null);
  if (!rows || rows.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('backup.list.title')}</h2>
      <ul class="rows backups">
        {rows.map(({ backup, acct }) => (
          <li key={backup.id} data-backup={backup.id}>
            <span>
              <b>{say('backup.list.of', [`@${acct}`])}</b>
              <span class="soft small">
                {[when(backup.startedAt, now()), say('backup.list.entries', [backup.kinds.reduce((sum, kind) => sum + kind.rows, 0)]), ...(backup.status === 'done' ? [] : [say('backup.list.unfinished')]), ...(backup.scheduled ? [say('backup.list.automatic')] : [])].join(' · ')}
              </span>
            </span>
            <span class="actions">
              {sure === backup.id ? (
                <>
                  <button class="button quiet" type="button" onClick={() => setSure(null)}>
                    {say('backup.list.keep')}
                  </button>
                  <button class="button quiet" type="button" onClick={() => void send('deleteBackup', { backupId: backup.id })}>
                    {say('backup.list.deleteSure')}
                  </button>
                </>
              ) : (
                <>
                  {backup.id === shown ? (
                    <span class="ok small">{say('backup.list.shown')}</span>
                  ) : (
                    <button class="button quiet" type="button" onClick={() => onOpen(backup.id)}>
                      {say('backup.list.open')}
                    </button>
                  )}
                  {needed.includes(backup.id) ? (
                    <span class="soft small">{say('backup.list.needed')}</span>
                  ) : (
                    <button class="button quiet" type="button" onClick={() => setSure(backup.id)}>
                      {say('backup.list.delete')}
                    </button>
                  )}
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {used !== null && <p class="soft small">{say('backup.list.size', [bytes(used)])}</p>}
    </section>
  );
}

/** Bytes that the browser says this extension uses. */
function useUsage(changes: number): number | null {
  const [used, setUsed] = useState<number | null>(null);
  useEffect(() => {
    void navigator.storage.estimate().then((estimate) => setUsed(estimate.usage ?? null));
  }, [changes]);
  return used;
}
