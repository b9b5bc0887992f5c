import { useState } from 'preact/hooks';
import type { KindId } from '@/lib/move/model';
import { keptBackups } from '@/lib/store/backups';
import { viewOf } from '@/lib/store/view';
import { BackupList } from '../backup/BackupList';
import { Browse } from '../backup/Browse';
import { FileBox } from '../backup/FileBox';
import { KindTable } from '../backup/KindTable';
import { useLackingMedia } from '../backup/MissingMedia';
import { db, useLive } from '../data/useMove';

const noChanges = new Map();

/** The backups that a person has kept, where no move needs them any more: look inside, save as a file, delete. */
export function KeptBackups() {
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<KindId | null>(null);
  const row = useLive(async () => {
    const kept = (await keptBackups(db)).filter((backup) => backup.status === 'done');
    return kept.find((backup) => backup.id === chosen) ?? kept[0] ?? null;
  }, [chosen]);
  const lacking = useLackingMedia(row?.id ?? null);
  if (row === undefined) return null;
  const opened = () => (location.hash = 'backup');
  if (row === null) return <FileBox backupId={null} onOpened={opened} />;
  const backup = viewOf(row);
  return (
    <>
      <BackupList
        shown={row.id}
        needed={[]}
        onOpen={(id) => {
          setOpen(null);
          setChosen(id);
        }}
      />
      <FileBox key={row.id} backupId={row.id} onOpened={opened} />
      <KindTable backup={backup} changes={noChanges} lacking={lacking} open={open} onOpen={(kind) => setOpen(open === kind ? null : kind)} />
      {open && <Browse key={`${row.id}${open}`} backup={backup} kind={open} />}
    </>
  );
}
