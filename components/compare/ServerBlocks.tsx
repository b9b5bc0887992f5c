import { useState } from 'preact/hooks';
import { say } from '@/lib/browser/words';
import { domainOf } from '@/lib/formats/acct';
import type { BlocksSeen, Severity } from '@/lib/move/server';
import type { MoveView } from '@/lib/move/view';
import { domainCounts, keyPages } from '@/lib/store/compare';
import { db, useLive } from '../data/useMove';
import { RowTable } from '../desk/RowTable';
import { Notice } from '../ui/parts';

type Side = 'following' | 'followers';
const severities: Severity[] = ['suspend', 'silence'];
const sides: Side[] = ['following', 'followers'];

/** How many of a person's follows and followers are on servers that a server blocks or limits, with the names behind each number. */
export function ServerBlocks({ view, blocks }: { view: MoveView; blocks: BlocksSeen }) {
  const backupId = view.carried?.backupId ?? null;
  const [open, setOpen] = useState<{ severity: Severity; side: Side } | null>(null);
  const counts = useLive(async () => (backupId === null ? null : { following: await domainCounts(db, backupId, 'following'), followers: await domainCounts(db, backupId, 'followers') }), [backupId]);
  const domainsOf = (severity: Severity) => blocks.near.filter((row) => row.severity === severity).map((row) => row.domain);
  const rows = useLive(async () => (open && backupId !== null ? peopleOn(backupId, open.side, new Set(domainsOf(open.severity))) : []), [backupId, open?.severity, open?.side, blocks.near.length]);
  if (!blocks.published) return <Notice tone="look" title={say('server.blocks.hidden')} />;
  if (backupId === null) return <Notice tone="look" title={say('server.blocks.noBackup')} />;
  if (!counts) return null;
  return (
    <div class="people-lost">
      {severities.map((severity) => (
        <p key={severity} data-severity={severity}>
          {say(`server.blocks.${severity}`)}{' '}
          {sides.map((side, index) => {
            const domains = domainsOf(severity);
            const found = domains.reduce((sum, domain) => sum + (counts[side].get(domain) ?? 0), 0);
            const words = say(`server.blocks.${side}`, [found]);
            return [
              index > 0 && ', ',
              found === 0 ? (
                <span key={side}>{words}</span>
              ) : (
                <button key={side} class="link" type="button" aria-expanded={open?.side === side && open.severity === severity} onClick={() => setOpen({ severity, side })}>
                  {words}
                </button>
              ),
            ];
          })}
        </p>
      ))}
      {open && rows && <RowTable key={`${open.severity}${open.side}`} title={say(`server.blocks.${open.side}On.${open.severity}`)} rows={rows} />}
    </div>
  );
}

async function peopleOn(backupId: string, side: Side, domains: ReadonlySet<string>): Promise<{ key: string; label: string; note: string }[]> {
  const found: { key: string; label: string; note: string }[] = [];
  for await (const page of keyPages(db, backupId, side)) for (const acct of page) if (domains.has(domainOf(acct))) found.push({ key: acct, label: `@${acct}`, note: '' });
  return found;
}
