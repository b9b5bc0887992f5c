import type { ArchiveSeen } from '@/lib/move/archive';

/** The link that asks for an archive; a page without it allows none now. */
const askLink = 'a[data-method="post"][href="/settings/export"]';
/** The link to an archive that is ready. */
const readyLink = 'a[href*="/backups/"][href$="/download"]';

/** What an export page says of archives, by its structure. Source: mastodon v4.6.5, app/views/settings/exports/show.html.haml. */
export function readArchive(doc: Document): ArchiveSeen {
  const rows = [...doc.querySelectorAll('time[datetime]')].flatMap((time) => {
    const row = time.closest('tr');
    const at = Date.parse(time.getAttribute('datetime') ?? '');
    const ready = !!row?.querySelector(readyLink);
    return at && (ready || row?.querySelector('td[colspan="2"]')) ? [{ at, ready }] : [];
  });
  return { mayAsk: mayAskFor(doc), rows };
}

/** As `readArchive`, from the text of a page: a worker has no documents. */
export function archiveOfPage(html: string): ArchiveSeen {
  const rows = html.split(/<tr\b/).slice(1).flatMap((piece) => {
    const row = piece.split('</tr>')[0] ?? '';
    const at = Date.parse(/<time\b[^>]*\bdatetime=["']([^"']*)["']/.exec(row)?.[1] ?? '');
    const ready = /<a\b[^>]*\bhref=["'][^"']*\/backups\/[^"']*\/download["']/.test(row);
    return Number.isFinite(at) && (ready || /<td\b[^>]*\bcolspan=["']?2\b/.test(row)) ? [{ at, ready }] : [];
  });
  return { mayAsk: /<a(?=[^>]*\bdata-method=["']post["'])(?=[^>]*\bhref=["']\/settings\/export["'])/.test(html), rows };
}

/** The archive's download link, to ring. */
export function archiveLink(doc: Document): Element | null {
  return doc.querySelector(readyLink);
}

/** Does the page have the link that asks for one? */
export function mayAskFor(doc: Document): boolean {
  return doc.querySelector(askLink) !== null;
}
