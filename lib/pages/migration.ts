import type { GuideContext, Guidance, PageReading, SettingsPage } from './page';
import { at, speak, textField, unknownShape, verdict } from './parts';

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
  const past = [...doc.querySelectorAll('.inline-table time[datetime]')].map((time) => ({ at: time.getAttribute('datetime') ?? '', row: time.closest('tr') }));
  const last = past.sort((a, b) => (a.at < b.at ? -1 : 1)).at(-1);
  return {
    redirecting: doc.querySelector(cancelLink) ? { to: doc.querySelector('.card.h-card .display-name > span')?.textContent.trim().replace(/^@/, '') ?? null } : null,
    lastMigration: doc.querySelector(form) ? (last?.at ?? null) : undefined,
    lastTarget: last ? (last.row?.querySelector('a.name-tag[title]')?.getAttribute('title') ?? last.row?.querySelector('td')?.textContent.trim() ?? null) : null,
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

/** What to do where the server said no: wait for so many minutes, mend the alias, or try again now. */
function answer({ code, minutes }: NonNullable<GuideContext['refusal']>, to: string, doc: Document, fill: Guidance['fill']): Guidance {
  // The server says beside the field what was wrong, and the field is none of ours.
  if (code === 'password') return speak('migration.refusal.password', [to], { tone: 'look', fill });
  const field = textField(doc, 'account_migration_acct');
  const again = code === 'tryAgain';
  const aliases: Guidance['actions'] = ['notRead', 'notSet', 'wrongSide', 'late'].includes(code) ? [{ id: 'openPage', page: 'aliases', role: 'new' }] : [];
  return speak(`migration.refusal.${code}`, [to, minutes ?? 0], { tone: again ? 'look' : 'stop', ring: again ? field : null, actions: [...aliases, { id: 'openDesk', at: 'checkpoint' }], fill });
}

function guide(doc: Document, context: GuideContext): Guidance {
  const field = textField(doc, 'account_migration_acct');
  if (!field) return unknownShape('migration');
  const to = at(context.newAcct);
  const cancel = doc.querySelector(cancelLink);
  if (cancel) {
    if (context.mind === 'cancel') return speak('migration.cancel', [], { tone: 'look', ring: cancel });
    if (context.onlyRedirects) return speak('migration.onlyRedirects', [to], { tone: 'look', actions: [{ id: 'openDesk', at: 'after' }] });
    return context.movedTo === null
      ? speak('migration.redirecting', [to], { tone: 'look', ring: cancel })
      : speak('migration.moved', [at(context.movedTo)], { tone: 'done', actions: [{ id: 'openDesk', at: 'after' }] });
  }
  if (field.disabled) return speak('migration.cooldown', [], { tone: 'stop', actions: [{ id: 'openDesk', at: 'checkpoint' }] });
  if (!context.checkpointPassed) return speak('migration.behindCheckpoint', [], { tone: 'stop', actions: [{ id: 'openDesk', at: 'checkpoint' }, { id: 'setAside' }], ...verdict(context) });
  const fill = context.newAcct === null ? undefined : [{ field, value: context.newAcct }];
  // What the servers say of the refusal is worth more than where the error stands.
  if (context.refusal && (refusal(doc) !== null || context.refusal.code !== 'password')) return answer(context.refusal, to, doc, fill);
  return speak(doc.querySelector('#account_migration_current_username') ? 'migration.readyUsername' : 'migration.ready', [to], { ring: field, fill, ...verdict(context) });
}
