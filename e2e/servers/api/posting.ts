import type { Context } from 'hono';
import { resolve } from '../federation';
import type { Account, App, Instance } from '../model';
import { createStatus } from '../posts';
import type { Status } from '../records';
import { fullAcct } from '../state';
import { notFound } from './answers';
import { guard } from './auth';
import { bodyOf } from './oauth';
import { postBudget } from './rate';
import { schedule } from './scheduling';
import { statusEntity } from './statusEntity';
import { countedNote } from './writes';

const visibilities = ['public', 'unlisted', 'private', 'direct'] as const;
const hour = 3_600_000;

/** Posting, and pinning what was posted (facts I.3, I.5). */
export function mountPosting(app: App, instance: Instance): void {
  const { state } = instance;

  app.post('/api/v1/statuses', async (c) => {
    const who = guard(instance, c, ['write:statuses']);
    if ('answer' in who) return who.answer;
    const form = await bodyOf(c);
    const later = schedule(instance, c, who.account, form);
    if (later) return later;
    const key = `${who.account.id}|${c.req.header('idempotency-key') ?? ''}`;
    const before = c.req.header('idempotency-key') === undefined ? undefined : instance.idempotent.get(key);
    const known = before && instance.clock.now() - before.at < hour ? state.statuses.get(before.statusId) : undefined;
    if (known) return c.json(statusEntity(instance, known, who.account));
    const text = typeof form.status === 'string' ? form.status.trim() : '';
    const spoiler = typeof form.spoiler_text === 'string' ? form.spoiler_text : '';
    if (text === '') return c.json({ error: "Validation failed: Text can't be blank" }, 422);
    if (countedNote(spoiler + text) > instance.options.postLimit) return c.json({ error: `Validation failed: Text character limit of ${instance.options.postLimit} exceeded` }, 422);
    const budget = postBudget(instance, c, who.account.id);
    budget.show();
    if (budget.empty) return c.json({ error: 'Too many requests' }, 429);
    const asked = visibilities.find((one) => one === form.visibility);
    const user = state.users.get(who.account.id);
    const status = createStatus(instance, who.account, {
      content: text,
      spoiler,
      visibility: asked ?? user?.defaultPrivacy ?? 'public',
      language: typeof form.language === 'string' ? form.language : (user?.defaultLanguage ?? instance.options.locale),
      mentions: await mentioned(instance, text),
      tags: [...text.matchAll(/(?<![=/)\p{L}\p{N}_])#([\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*)/gu)].map((match) => match[1] ?? ''),
    });
    if (c.req.header('idempotency-key') !== undefined) instance.idempotent.set(key, { at: instance.clock.now(), statusId: status.id });
    budget.spend();
    budget.show();
    return c.json(statusEntity(instance, status, who.account));
  });

  const onOwn = (action: string, run: (c: Context, me: Account, status: Status) => Response | null) =>
    app.post(`/api/v1/statuses/:id/${action}`, (c) => {
      const who = guard(instance, c, ['write:accounts']);
      if ('answer' in who) return who.answer;
      const status = state.statuses.get(c.req.param('id'));
      if (!status) return notFound(c);
      return run(c, who.account, status) ?? c.json(statusEntity(instance, status, who.account));
    });
  onOwn('pin', (c, me, status) => {
    const refuse = (text: string) => c.json({ error: text }, 422);
    if (status.accountId !== me.id) return refuse("Validation failed: Someone else's post cannot be pinned");
    if (status.reblogOf !== null) return refuse('Validation failed: A boost cannot be pinned');
    if (status.visibility === 'direct') return refuse('Validation failed: Posts that are only visible to mentioned users cannot be pinned');
    if (status.pinned) return refuse('Duplicate record');
    if (state.statuses.of('account', me.id).filter((one) => one.pinned).length >= 5) return refuse('Validation failed: You have already pinned the maximum number of posts');
    status.pinned = true;
    return null;
  });
  onOwn('unpin', (_c, me, status) => {
    if (status.accountId === me.id) status.pinned = false;
    return null;
  });
}

/** Those whom a post names and this server can find. */
async function mentioned(instance: Instance, text: string): Promise<string[]> {
  const handles = [...text.matchAll(/(?<![=/\w])@([a-z0-9_]+(?:@[a-z0-9.-]+(?::\d+)?)?)/gi)].map((match) => (match[1] ?? '').replace(/\.$/, ''));
  const found = new Map<string, string>();
  for (const handle of handles) {
    const account = await resolve(instance, handle).catch(() => null);
    if (account) found.set(fullAcct(instance, account), account.id);
  }
  return [...found.values()];
}
