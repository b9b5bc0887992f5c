import type { Context } from 'hono';
import type { Account, App, Instance } from '../model';
import { updateProfile } from '../moving';
import { acceptRequest, block, blockDomain, findFollow, findRequest, follow, followLimit, mute, unfollow } from '../relations';
import { between, nextId } from '../state';
import { since } from '../version';
import { guard } from './auth';
import { credentialAccount, relationship } from './entities';
import { bodyOf } from './oauth';
import { followBudget } from './rate';
import { notFound } from './answers';

const many = (value: string | string[] | undefined) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** A profile change as form fields, also where it came as JSON. */
async function profileForm(c: Context): Promise<Record<string, string | File>> {
  if (!(c.req.header('content-type') ?? '').includes('application/json')) {
    const form = await c.req.parseBody();
    return Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string | File] => !Array.isArray(entry[1])));
  }
  const json = await c.req.json<Record<string, unknown>>();
  const fields = Array.isArray(json.fields_attributes) ? (json.fields_attributes as { name?: unknown; value?: unknown }[]) : [];
  const texts = Object.entries(json).flatMap(([key, value]): [string, string][] => (typeof value === 'string' || typeof value === 'boolean' ? [[key, String(value)]] : []));
  const rows = fields.flatMap((field, n): [string, string][] => [[`fields_attributes[${n}][name]`, String(field.name)], [`fields_attributes[${n}][value]`, String(field.value)]]);
  const source = Object.entries((json.source ?? {}) as Record<string, unknown>).map(([key, value]): [string, string] => [`source[${key}]`, String(value)]);
  return Object.fromEntries([...texts, ...rows, ...source]);
}

/** The posting defaults of `source` (facts I.4); what is wrong, or null. */
function setDefaults(instance: Instance, account: Account, form: Record<string, string | File>): string | null {
  const user = instance.state.users.get(account.id);
  const text = (name: string) => (typeof form[`source[${name}]`] === 'string' ? String(form[`source[${name}]`]) : undefined);
  const [privacy, quotes] = [text('privacy'), text('quote_policy')];
  const newPrivacy = (['public', 'unlisted', 'private'] as const).find((one) => one === privacy);
  const newQuotes = (['public', 'followers', 'nobody'] as const).find((one) => one === quotes);
  if (privacy !== undefined && newPrivacy === undefined) return 'Default privacy is not included in the list';
  if (quotes !== undefined && newQuotes === undefined) return 'Default quote policy is not included in the list';
  if (!user) return null;
  if (newPrivacy) user.defaultPrivacy = newPrivacy;
  if (newQuotes && since(instance, '4.5')) user.preferences.quotePolicy = newQuotes;
  if (text('sensitive') !== undefined) user.defaultSensitive = text('sensitive') === 'true';
  if (text('language') !== undefined) user.defaultLanguage = text('language') || null;
  return null;
}

/** A refused change, with the attribute that is to blame (facts H.5). */
const invalid = (c: Context, attribute: string, code: string, text: string) => c.json({ error: `Validation failed: ${text}`, details: { [attribute]: [{ error: code, description: text }] } }, 422);

/** A bio's length: a link is 23 characters, a mention has no domain, and what a person sees as one is one. */
export function countedNote(note: string): number {
  const counted = note.replace(/https?:\/\/[^\s<>"]+?(?=[.,;:!?)]*(?:[\s<>"]|$))/gi, 'x'.repeat(23)).replace(/(?<![=/\w])(@[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)@[\w.-]+\w(?::\d+)?/gi, '$1');
  return [...new Intl.Segmenter().segment(counted)].length;
}

/** What an account may change by the API (facts I.3 to I.5). */
export function mountWrites(app: App, instance: Instance): void {
  const { state } = instance;

  app.patch('/api/v1/accounts/update_credentials', async (c) => {
    const who = guard(instance, c, ['write:accounts']);
    if ('answer' in who) return who.answer;
    const form = await profileForm(c);
    const limit = since(instance, '4.6') ? 40 : 30;
    const name = typeof form.display_name === 'string' ? form.display_name : undefined;
    if (name !== undefined && [...name].length > limit) return invalid(c, 'display_name', 'ERR_TOO_LONG', `Display name is too long (maximum is ${limit} characters)`);
    const change: Partial<Account> = {};
    if (name !== undefined) change.displayName = name;
    if (typeof form.note === 'string') change.note = form.note;
    if (typeof form.note === 'string' && countedNote(form.note) > 500) return invalid(c, 'note', 'ERR_TOO_LONG', 'Note is too long (maximum is 500 characters)');
    const flags = { locked: 'locked', bot: 'bot', discoverable: 'discoverable', indexable: 'indexable', hide_collections: 'hideCollections' } as const;
    for (const [key, flag] of Object.entries(flags)) if (typeof form[key] === 'string') change[flag] = ['true', '1'].includes(form[key]);
    const fields: Account['fields'] = [];
    for (let n = 0; n < 4; n++) {
      const [label, value] = [form[`fields_attributes[${n}][name]`], form[`fields_attributes[${n}][value]`]];
      if (typeof label === 'string' && typeof value === 'string' && (label !== '' || value !== '')) fields.push({ name: label.slice(0, 255), value: value.slice(0, 255) });
    }
    if (fields.some((field) => field.name === '')) return invalid(c, 'fields', 'ERR_INVALID', 'Fields is invalid');
    if (Object.keys(form).some((key) => key.startsWith('fields_attributes'))) change.fields = fields;
    for (const part of ['avatar', 'header'] as const) {
      const file = form[part];
      if (!(file instanceof File)) continue;
      if (!/^image\/(jpeg|png|gif|webp)$/.test(file.type)) return c.json({ error: 'Validation failed: content type is invalid', details: {} }, 422);
      change[part] = { type: file.type, bytes: new Uint8Array(await file.arrayBuffer()), url: `${instance.mediaOrigin}/accounts/${part}s/${nextId(instance)}.png` };
    }
    const wrong = setDefaults(instance, who.account, form);
    if (wrong !== null) return c.json({ error: `Validation failed: ${wrong}`, details: {} }, 422);
    updateProfile(instance, who.account, change);
    return c.json(credentialAccount(instance, who.account));
  });

  const onAccount = (action: string, scopes: string[], run: (me: Account, other: Account, form: Awaited<ReturnType<typeof bodyOf>>, c: Context) => Response | null | Promise<Response | null>) =>
    app.post(`/api/v1/accounts/:id/${action}`, async (c) => {
      const who = guard(instance, c, scopes);
      if ('answer' in who) return who.answer;
      const other = state.accounts.get(c.req.param('id'));
      if (!other) return notFound(c);
      return (await run(who.account, other, await bodyOf(c), c)) ?? c.json(relationship(instance, who.account, other));
    });
  onAccount('follow', ['write:follows', 'follow'], (me, other, form, c) => {
    const budget = followBudget(instance, c, me.id);
    const known = findFollow(instance, me, other) ?? findRequest(instance, me, other);
    budget.show();
    if (!known && budget.empty) return c.json({ error: 'Too many requests' }, 429);
    const languages = form['languages[]'];
    const result = follow(instance, me, other, { reblogs: form.reblogs === undefined ? undefined : String(form.reblogs) === 'true', notify: form.notify === undefined ? undefined : String(form.notify) === 'true', languages: languages === undefined ? undefined : many(languages) });
    if (result === 'notAllowed') return c.json({ error: 'This action is not allowed' }, 403);
    if (result === 'limit') return c.json({ error: `Validation failed: You cannot follow more than ${followLimit(instance, me)} people` }, 422);
    if (!known) budget.spend();
    budget.show();
    return null;
  });
  onAccount('unfollow', ['write:follows', 'follow'], (me, other) => (unfollow(instance, me, other), null));
  onAccount('block', ['write:blocks', 'follow'], (me, other) => (block(instance, me, other), null));
  onAccount('mute', ['write:mutes', 'follow'], (me, other, form) => {
    const seconds = Number(form.duration ?? 0) || 0;
    mute(instance, me, other, String(form.notifications) !== 'false', seconds > 0 ? instance.clock.now() + seconds * 1000 : null);
    return null;
  });
  onAccount('note', ['write:accounts'], (me, other, form, c) => {
    const comment = typeof form.comment === 'string' ? form.comment : '';
    if ([...comment].length > 2000) return c.json({ error: 'Validation failed: Comment is too long (maximum is 2000 characters)' }, 422);
    const known = between(state.notes, me.id, other.id);
    if (comment === '') state.notes.delete(known?.id ?? '');
    else {
      const id = known?.id ?? nextId(instance);
      state.notes.set(id, { id, from: me.id, to: other.id, comment });
    }
    return null;
  });
  app.post('/api/v1/domain_blocks', async (c) => {
    const who = guard(instance, c, ['write:blocks', 'follow']);
    if ('answer' in who) return who.answer;
    const form = await bodyOf(c);
    return blockDomain(instance, who.account, String(form.domain)) === 'ok' ? c.json({}) : c.json({ error: 'Validation failed: Domain is invalid' }, 422);
  });
  app.post('/api/v1/follow_requests/:id/authorize', (c) => {
    const who = guard(instance, c, ['write:follows', 'follow']);
    if ('answer' in who) return who.answer;
    const row = [...state.followRequests.values()].find((request) => request.to === who.account.id && request.from === c.req.param('id'));
    const other = row && state.accounts.get(row.from);
    if (!row || !other) return notFound(c);
    acceptRequest(instance, row);
    return c.json(relationship(instance, who.account, other));
  });
}
