import type { Context } from 'hono';
import type { Account, App, Filter, Instance, List } from '../model';
import { findFollow, findMute } from '../relations';
import { nextId } from '../state';
import { since } from '../version';
import { notFound } from './answers';
import { guard } from './auth';
import { filterEntity, listEntity, relationship } from './entities';
import { featuredTagEntity, tagEntity } from './kept';
import { followBudget } from './rate';

type Form = Record<string, unknown>;

/** A body as JSON or as a form; `name[]` of a form is an array. */
async function formOf(c: Context): Promise<Form> {
  if ((c.req.header('content-type') ?? '').includes('application/json')) return c.req.json<Form>().catch(() => ({}));
  const parsed = await c.req.parseBody({ all: true });
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key.replace(/\[\]$/, ''), key.endsWith('[]') && !Array.isArray(value) ? [value] : value]));
}

const invalid = (c: Context, what: string) => c.json({ error: `Validation failed: ${what}` }, 422);
const policies = ['list', 'followed', 'none'] as const;
const contexts = ['home', 'notifications', 'public', 'thread', 'account'];

/** What Mastodon takes for a hashtag: letters, digits, marks and `_`, and not digits alone. */
const isHashtag = (name: string) => /^[\p{L}\p{N}\p{M}_\u00b7\u30fb\u200c]+$/u.test(name) && /[^\p{N}]/u.test(name);
/** Hashtags of one name are one, whatever their case and the marks of Latin letters. */
const hashtag = (name: string) => [...name.normalize('NFKC').toLowerCase()].map((letter) => (/[\u00c0-\u017e]/.test(letter) ? (letter.normalize('NFD')[0] ?? letter) : letter)).join('');

/** What an account sets of its own by API: lists, filters, hashtags, featured accounts (facts I.3, limits of J). */
export function mountOwn(app: App, instance: Instance): void {
  const { state } = instance;
  const post = (path: string, scopes: string[], run: (c: Context, me: Account, form: Form) => Response) =>
    app.post(path, async (c) => {
      const who = guard(instance, c, scopes);
      return 'answer' in who ? who.answer : run(c, who.account, await formOf(c));
    });
  const of = <Row extends { accountId: string }>(rows: Map<string, Row>, me: Account) => [...rows.values()].filter((row) => row.accountId === me.id);

  function listFrom(form: Form, list: List): string | null {
    if (form.title !== undefined) list.title = String(form.title);
    if (form.exclusive !== undefined) list.exclusive = String(form.exclusive) === 'true';
    const policy = form.replies_policy === undefined ? list.repliesPolicy : policies.find((one) => one === form.replies_policy);
    if (policy === undefined) return 'Replies policy is not included in the list';
    list.repliesPolicy = policy;
    if (list.title.trim() === '') return "Title can't be blank";
    return [...list.title].length > 256 ? 'Title is too long (maximum is 256 characters)' : null;
  }
  post('/api/v1/lists', ['write:lists'], (c, me, form) => {
    const list: List = { id: nextId(instance), accountId: me.id, title: '', repliesPolicy: 'list', exclusive: false, members: [] };
    const wrong = listFrom(form, list);
    if (wrong !== null) return invalid(c, wrong);
    if (of(state.lists, me).length >= 50) return c.json({ error: 'You have reached the maximum number of lists' }, 422);
    state.lists.set(list.id, list);
    return c.json(listEntity(list));
  });
  app.put('/api/v1/lists/:id', async (c) => {
    const who = guard(instance, c, ['write:lists']);
    if ('answer' in who) return who.answer;
    const known = state.lists.get(c.req.param('id'));
    if (!known || known.accountId !== who.account.id) return notFound(c);
    const list = { ...known };
    const wrong = listFrom(await formOf(c), list);
    if (wrong !== null) return invalid(c, wrong);
    state.lists.set(list.id, list);
    return c.json(listEntity(list));
  });

  post('/api/v2/filters', ['write:filters'], (c, me, form) => {
    const title = typeof form.title === 'string' ? form.title : '';
    const context = Array.isArray(form.context) ? form.context.map(String) : [];
    const actions: Filter['action'][] = since(instance, '4.4') ? ['warn', 'hide', 'blur'] : ['warn', 'hide'];
    const action = form.filter_action === undefined ? 'warn' : actions.find((one) => one === form.filter_action);
    const keywords = Array.isArray(form.keywords_attributes) ? (form.keywords_attributes as { keyword?: unknown; whole_word?: unknown }[]) : [];
    if (title === '' || [...title].length > 256) return invalid(c, "Title can't be blank");
    if (context.length === 0 || context.some((one) => !contexts.includes(one))) return invalid(c, 'Context None or invalid context supplied');
    if (action === undefined) return invalid(c, 'Action is not included in the list');
    if (keywords.some((word) => typeof word.keyword !== 'string' || word.keyword === '' || [...word.keyword].length > 512)) return invalid(c, "Keywords keyword can't be blank");
    const seconds = Number(form.expires_in ?? 0);
    const filter: Filter = {
      id: nextId(instance),
      accountId: me.id,
      title,
      context,
      action,
      expiresAt: seconds > 0 ? instance.clock.now() + seconds * 1000 : null,
      keywords: keywords.map((word) => ({ id: nextId(instance), keyword: String(word.keyword), wholeWord: word.whole_word === undefined || String(word.whole_word) === 'true' })),
      statuses: [],
    };
    state.filters.set(filter.id, filter);
    return c.json(filterEntity(filter));
  });

  post('/api/v1/tags/:name/follow', ['write:follows', 'follow'], (c, me) => {
    const name = c.req.param('name') ?? '';
    if (!isHashtag(name)) return notFound(c);
    const known = of(state.tagFollows, me).find((row) => hashtag(row.name) === hashtag(name));
    const budget = followBudget(instance, c, me.id);
    budget.show();
    if (!known && budget.empty) return c.json({ error: 'Too many requests' }, 429);
    if (!known) {
      const id = nextId(instance);
      state.tagFollows.set(id, { id, accountId: me.id, name });
      budget.spend();
    }
    budget.show();
    return c.json(tagEntity(instance, me, known?.name ?? name));
  });
  post('/api/v1/featured_tags', ['write:accounts'], (c, me, form) => {
    const name = String(form.name ?? '').replace(/^#/, '');
    const mine = of(state.featuredTags, me);
    if (!isHashtag(name)) return invalid(c, 'Tag is invalid');
    if (mine.some((row) => hashtag(row.name) === hashtag(name))) return invalid(c, 'Tag has already been taken');
    if (mine.length >= 10) return invalid(c, 'You have already featured the maximum number of hashtags');
    const row = { id: nextId(instance), accountId: me.id, name, createdAt: instance.clock.now() };
    state.featuredTags.set(row.id, row);
    return c.json(featuredTagEntity(instance, row));
  });

  const onAccount = (action: string, scopes: string[], run: (c: Context, me: Account, other: Account) => Response | null) =>
    post(`/api/v1/accounts/:id/${action}`, scopes, (c, me) => {
      const other = state.accounts.get(c.req.param('id') ?? '');
      return other ? (run(c, me, other) ?? c.json(relationship(instance, me, other))) : notFound(c);
    });
  for (const action of since(instance, '4.4') ? ['pin', 'endorse'] : ['pin']) {
    onAccount(action, ['write:accounts'], (c, me, other) => {
      if (!findFollow(instance, me, other)) return invalid(c, 'You must be already following the person you want to endorse');
      const known = [...state.endorsements.values()].some((row) => row.from === me.id && row.to === other.id);
      const id = nextId(instance);
      if (!known) state.endorsements.set(id, { id, from: me.id, to: other.id });
      return null;
    });
  }
  onAccount('unmute', ['write:mutes', 'follow'], (_c, me, other) => {
    const row = findMute(instance, me, other);
    if (row) state.mutes.delete(row.id);
    return null;
  });
}
