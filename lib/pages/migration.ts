import type { GuideContext, Guidance, PageReading, SettingsPage } from './page';
import { at, speak, textField, unknownShape } from './parts';

const form = 'form#new_account_migration';
const cancelLink = 'a[data-method="delete"][href="/settings/migration/redirect"]';

/** `/settings/migration`: the new handle is filled in. Password and button are the person's own. */
export const migrationPage: SettingsPage = {
  id: 'migration',
  path: '/settings/migration',
  side: 'old',
  matches: (path) => path === '/settings/migration',
  read,
  guide,
};

function read(doc: Document): PageReading {
  const times = [...doc.querySelectorAll('.inline-table time[datetime]')].map((time) => time.getAttribute('datetime') ?? '');
  return {
    redirecting: doc.querySelector(cancelLink) ? { to: doc.querySelector('.card.h-card .display-name > span')?.textContent.trim().replace(/^@/, '') ?? null } : null,
    lastMigration: doc.querySelector(form) ? (times.sort().at(-1) ?? null) : undefined,
    cooldown: doc.querySelector('#account_migration_acct:disabled') !== null,
    refused: refusal(doc),
    passwordless: doc.querySelector('#account_migration_current_username') !== null,
  };
}

function refusal(doc: Document): PageReading['refused'] {
  if (doc.querySelector('.account_migration_acct .error')) return 'handle';
  if (doc.querySelector('.account_migration_current_password .error, .account_migration_current_username .error')) return 'password';
  return doc.querySelector(`${form} .flash-message.alert`) ? 'form' : null;
}

function guide(doc: Document, context: GuideContext): Guidance {
  const field = textField(doc, 'account_migration_acct');
  if (!field) return unknownShape('migration');
  const to = at(context.newAcct);
  if (doc.querySelector(cancelLink)) {
    return context.movedTo === null
      ? speak('migration.redirecting', [to], { tone: 'look', ring: doc.querySelector(cancelLink) })
      : speak('migration.moved', [at(context.movedTo)], { tone: 'done', actions: [{ id: 'openDesk', at: 'after' }] });
  }
  if (field.disabled) return speak('migration.cooldown', [], { tone: 'stop', actions: [{ id: 'openDesk', at: 'checkpoint' }] });
  if (!context.checkpointPassed) return speak('migration.behindCheckpoint', [], { tone: 'stop', actions: [{ id: 'openDesk', at: 'checkpoint' }, { id: 'setAside' }] });
  const fill = context.newAcct === null ? undefined : [{ field, value: context.newAcct }];
  const refused = refusal(doc);
  if (refused === 'password') return speak('migration.wrongPassword', [], { tone: 'stop', fill });
  if (refused === 'handle') return speak('migration.notAlias', [to], { tone: 'stop', ring: field, actions: [{ id: 'openPage', page: 'aliases', role: 'new' }, { id: 'openDesk', at: 'checkpoint' }], fill });
  if (refused === 'form') return speak('migration.refused', [], { tone: 'stop', actions: [{ id: 'openDesk', at: 'checkpoint' }] });
  return speak(doc.querySelector('#account_migration_current_username') ? 'migration.readyUsername' : 'migration.ready', [to], { ring: field, fill });
}
