import type { PageIdentity } from './page';

/**
 * Who is signed in on a settings page, from `script#initial-state`. Reads only `meta.me`, `meta.disabled_account_id`,
 * `meta.moved_to_account_id`, `meta.domain` and `accounts[..].acct`. The same block holds the web session's own token:
 * it is never looked at. Null when nobody is signed in. Source: mastodon v4.6.5, app/serializers/initial_state_serializer.rb.
 */
export function readIdentity(doc: Document): PageIdentity | null {
  const text = doc.querySelector('script#initial-state[type="application/json"]')?.textContent;
  return text ? identityOf(text) : null;
}

/** As `readIdentity`, from the text of a page: a worker has no documents. */
export function identityOfPage(html: string): PageIdentity | null {
  const text = /<script(?=[^>]*\bid=["']initial-state["'])[^>]*>([\s\S]*?)<\/script>/.exec(html)?.[1];
  return text === undefined ? null : identityOf(text);
}

function identityOf(text: string): PageIdentity | null {
  const state = parse(text);
  const meta = object(state?.meta);
  const accounts = object(state?.accounts);
  const domain = string(meta?.domain);
  if (!meta || !accounts || domain === null) return null;
  const disabled = string(meta.disabled_account_id);
  const acct = acctOf(accounts, string(meta.me) ?? disabled, domain);
  if (acct === null) return null;
  return { acct, disabled: disabled !== null, movedTo: acctOf(accounts, string(meta.moved_to_account_id), domain) };
}

function acctOf(accounts: Record<string, unknown>, id: string | null, domain: string): string | null {
  const acct = id === null ? null : string(object(accounts[id])?.acct);
  if (acct === null) return null;
  return acct.includes('@') ? acct : `${acct}@${domain}`;
}

/** Only these two keys survive the parse; everything else of the block is dropped before anybody can see it. */
function parse(text: string): Record<string, unknown> | null {
  try {
    return object(JSON.parse(text, (key, value: unknown) => (key === 'access_token' ? undefined : value)));
  } catch {
    return null;
  }
}

function object(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function string(value: unknown): string | null {
  return typeof value === 'string' && value.length < 512 ? value : null;
}
