import { createHash } from 'node:crypto';
import type { App } from '../model';
import { servedActor } from '../federation';
import type { Account, Instance } from '../model';
import { doubleHeader } from '../net';
import { findLocal } from '../state';
import { releaseOf, since } from '../version';
import { contentHtml } from './html';

/** Instance information, discovery and actor documents (facts I.6, I.7). */
export function mountInstance(app: App, instance: Instance): void {
  const { options } = instance;
  const release = releaseOf(instance);
  const rules = () => options.rules.map((text, index) => ({ id: String(index + 1), text, hint: '' }));

  app.get('/api/v2/instance', (c) =>
    c.json({
      domain: instance.domain,
      title: options.title,
      version: release.full,
      source_url: 'https://github.com/mastodon/mastodon',
      description: options.description,
      usage: { users: { active_month: 12 } },
      languages: [options.locale],
      configuration: {
        accounts: {
          max_featured_tags: 10,
          max_pinned_statuses: 5,
          ...(since(instance, '4.6') ? { max_display_name_length: 40, max_note_length: 500, max_profile_fields: 4, profile_field_name_limit: 255, profile_field_value_limit: 255 } : {}),
        },
        statuses: { max_characters: options.postLimit, max_media_attachments: 4, characters_reserved_per_url: 23 },
      },
      registrations: { enabled: options.registrations !== 'closed', approval_required: options.registrations === 'approval', ...(since(instance, '4.4') ? { reason_required: options.registrations === 'approval', min_age: null } : {}), message: null, url: null },
      api_versions: release.api,
      contact: { email: 'admin@example.com', account: null },
      rules: rules(),
    }),
  );
  app.get('/api/v1/instance', (c) => c.json({ uri: instance.domain, title: options.title, version: release.full, short_description: options.description, languages: [options.locale], stats: { user_count: 12 }, registrations: options.registrations !== 'closed', approval_required: options.registrations === 'approval', configuration: {}, rules: rules() }));
  app.get('/api/v1/instance/rules', (c) => c.json(rules()));
  app.get('/api/v1/instance/domain_blocks', (c) => {
    const { suspendedDomains, limitedDomains } = instance.state;
    const rows = [...[...suspendedDomains].map((domain) => ({ domain, severity: 'suspend' })), ...[...limitedDomains].map((domain) => ({ domain, severity: 'silence' }))];
    if (rows.length === 0) return c.json({ error: 'Record not found' }, 404);
    return c.json(rows.map(({ domain, severity }) => ({ domain: options.obfuscates ? starred(domain) : domain, digest: createHash('sha256').update(domain).digest('hex'), severity, comment: null })));
  });

  app.get('/.well-known/nodeinfo', (c) => c.json({ links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `${instance.web}/nodeinfo/2.0` }] }));
  app.get('/nodeinfo/2.0', (c) => c.json({ version: '2.0', software: { name: options.software, version: release.full }, protocols: ['activitypub'], openRegistrations: true, usage: {}, metadata: { nodeName: options.title } }));
  app.get('/.well-known/host-meta', (c) =>
    c.body(`<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n  <Link rel="lrdd" template="${instance.web}/.well-known/webfinger?resource={uri}"/>\n</XRD>\n`, 200, { 'Content-Type': 'application/xrd+xml; charset=utf-8' }));
  app.get('/.well-known/webfinger', (c) => {
    const resource = c.req.query('resource');
    if (resource === undefined) return c.body(null, 400);
    const found = /^acct:@?([^@]+)@(.+)$/.exec(resource);
    const here = found?.[2] === instance.domain || found?.[2] === new URL(instance.web).host;
    const account = here ? findLocal(instance, found[1] ?? '') : null;
    if (!account) return c.body(null, 404);
    const body = {
      subject: `acct:${account.username}@${instance.domain}`,
      aliases: [account.url, account.uri],
      links: [
        { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: account.url },
        { rel: 'self', type: 'application/activity+json', href: account.uri },
      ],
    };
    return c.body(JSON.stringify(body), 200, { 'Content-Type': 'application/jrd+json; charset=utf-8', 'Cache-Control': 'max-age=259200, public' });
  });

  const actor = (account: Account | null, headers: Headers): Response => {
    if (!account) return Response.json({ error: 'Not Found' }, { status: 404 });
    if (options.secureMode && !headers.has(doubleHeader)) return Response.json({ error: 'Request not signed' }, { status: 401 });
    return new Response(servedActor(instance, account), { headers: { 'Content-Type': 'application/activity+json; charset=utf-8', 'Cache-Control': 'max-age=180, public' } });
  };
  app.get('/users/:name', (c) => actor(findLocal(instance, c.req.param('name')), c.req.raw.headers));
  app.get('/ap/users/:id', (c) => {
    const account = instance.state.accounts.get(c.req.param('id'));
    return actor(account?.domain === null ? account : null, c.req.raw.headers);
  });
  app.get('/:handle{@[^/@]+}', async (c, next) => {
    if (!/activity\+json|ld\+json/.test(c.req.header('accept') ?? '')) return next();
    return actor(findLocal(instance, c.req.param('handle').slice(1)), c.req.raw.headers);
  });
  const note = (id: string): Response => {
    const status = instance.state.statuses.get(id);
    const author = status && instance.state.accounts.get(status.accountId);
    const shown = status && author?.domain === null && (status.visibility === 'public' || status.visibility === 'unlisted');
    if (!shown) return Response.json({ error: 'Not Found' }, { status: 404 });
    const body = { '@context': 'https://www.w3.org/ns/activitystreams', id: status.uri, type: 'Note', attributedTo: author.uri, content: contentHtml(instance, status), to: ['https://www.w3.org/ns/activitystreams#Public'] };
    return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/activity+json' } });
  };
  app.get('/users/:name/statuses/:id', (c) => note(c.req.param('id')));
  app.get('/ap/users/:user/statuses/:id', (c) => note(c.req.param('id')));
}

/** A name with stars for its middle, as Mastodon publishes it where an admin wants that. */
function starred(domain: string): string {
  const edge = Math.max(1, Math.floor(domain.length / 4));
  return [...domain].map((letter, index) => (index < edge || index >= domain.length - edge || letter === '.' ? letter : '*')).join('');
}
