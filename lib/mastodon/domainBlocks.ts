import * as v from 'valibot';
import { parseList } from '@/lib/kinds/entities';
import type { Severity } from '@/lib/move/server';
import { ApiError } from './errors';
import { budgetedOrNull, publicJson, type Access } from './gateway';
import type { Net } from './http';

/** Servers that one server blocks or limits, as far as it says so. */
export interface DomainBlocks {
  /** False = the server keeps its list to itself: nothing follows from a domain that is not found. */
  published: boolean;
  /** What it does with a domain, by the rule for it or for what it is a part of; null = nothing, or not known. */
  severityOf(domain: string): Promise<Severity | null>;
}

const schema = v.object({ domain: v.pipe(v.string(), v.maxLength(512)), digest: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(128))), null), severity: v.string() });

/** The list as the account of `access` may see it: some servers show it to their own people alone. */
export async function readDomainBlocks(access: Access): Promise<DomainBlocks> {
  const answer = await budgetedOrNull(access, '/api/v1/instance/domain_blocks');
  return domainBlocksOf(answer?.body ?? null);
}

/** The list as a stranger sees it. Throws `ApiError` where the server does not answer. */
export async function readPublicDomainBlocks(net: Net, origin: string): Promise<DomainBlocks> {
  const body = await publicJson(net, `${origin}/api/v1/instance/domain_blocks`).catch((error: unknown) => {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return null;
    throw error;
  });
  return domainBlocksOf(body);
}

/** Names that are shown with stars in them are known by their digest, the SHA-256 of the whole name. */
function domainBlocksOf(body: unknown): DomainBlocks {
  const byDomain = new Map<string, Severity>();
  const byDigest = new Map<string, Severity>();
  for (const row of body === null ? [] : parseList(schema, body, 'domain blocks')) {
    if (row.severity !== 'suspend' && row.severity !== 'silence') continue;
    if (!row.domain.includes('*')) byDomain.set(row.domain.toLowerCase(), row.severity);
    else if (row.digest !== null) byDigest.set(row.digest.toLowerCase(), row.severity);
  }
  return {
    published: body !== null,
    async severityOf(domain) {
      for (const name of withParents(domain)) {
        const found = byDomain.get(name) ?? (byDigest.size > 0 ? byDigest.get(await sha256(name)) : undefined);
        if (found !== undefined) return found;
      }
      return null;
    },
  };
}

/** `a.b.example`, `b.example`, `example`: the rule with the longest name decides. */
function withParents(domain: string): string[] {
  const parts = domain.toLowerCase().split('.');
  return parts.map((_part, index) => parts.slice(index).join('.'));
}

async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
