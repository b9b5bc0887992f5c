import type { PageId } from '@/lib/move/model';
import { aliasesPage } from './aliases';
import { authEditPage } from './authEdit';
import { deletePage } from './delete';
import { exportPage } from './export';
import { importConfirmPage } from './importConfirm';
import { importsPage } from './imports';
import { migrationPage } from './migration';
import type { SettingsPage } from './page';
import { profilePage } from './profile';
import { redirectPage } from './redirect';

/** Every settings page that the guide knows. */
const pages: readonly SettingsPage[] = [exportPage, importsPage, importConfirmPage, aliasesPage, migrationPage, redirectPage, deletePage, authEditPage, profilePage];

/** The page that this document is, or null. */
export function pageFor(path: string, doc: Document): SettingsPage | null {
  return pages.find((page) => page.matches(path.replace(/\/+$/, '') || '/', doc)) ?? null;
}

/** The page of that id. */
export function pageById(id: PageId): SettingsPage {
  const page = pages.find((candidate) => candidate.id === id);
  if (!page) throw new Error(`unknown page ${id}`);
  return page;
}
