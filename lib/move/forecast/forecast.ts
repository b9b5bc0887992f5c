import { outcomeOfSoftware, outcomes, type Outcome } from './software';

/** What a server answered when it was asked which software it runs; `unclear` = something answered, and did not say. */
export interface Peer {
  domain: string;
  says: 'software' | 'unclear' | 'silent';
  /** By its nodeinfo; empty unless it says so. */
  software: string;
  version: string;
  at: number;
}

/** What a forecast rests on. */
export interface Grounds {
  /** Servers that the new one blocks: nothing of theirs gets in. */
  blocked: ReadonlySet<string>;
  /** Servers asked, by domain. */
  peers: ReadonlyMap<string, Peer>;
  /** The two servers of the move; their software is known. */
  own: ReadonlySet<string>;
}

/** An answer is asked for anew after so long, in milliseconds: servers are updated, and come back. */
export const peerLifetime = 30 * 24 * 3_600_000;

/** What becomes of the followers on a server. Pure. */
export function outcomeOf(domain: string, { blocked, peers, own }: Grounds): Outcome {
  if (blocked.has(domain)) return 'blocked';
  if (own.has(domain)) return 'comes';
  const peer = peers.get(domain);
  if (!peer || peer.says === 'unclear') return 'unknown';
  return peer.says === 'silent' ? 'down' : outcomeOfSoftware(peer.software, peer.version);
}

/** A forecast: followers by outcome, and the servers behind each. */
export interface Forecast {
  total: number;
  counts: Record<Outcome, number>;
  domains: Record<Outcome, string[]>;
  /** Servers that have not been asked, or not lately; those with most followers first. */
  toAsk: string[];
}

/** `followers` = how many there are on each server, by domain. Pure. */
export function forecastOf(followers: ReadonlyMap<string, number>, grounds: Grounds, now: number): Forecast {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const domains = Object.fromEntries(outcomes.map((outcome) => [outcome, [] as string[]])) as Record<Outcome, string[]>;
  const toAsk: string[] = [];
  for (const [domain, count] of [...followers].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const outcome = outcomeOf(domain, grounds);
    counts[outcome] += count;
    domains[outcome].push(domain);
    const peer = grounds.peers.get(domain);
    const asked = peer?.says === 'software' && peer.at + peerLifetime > now;
    if (outcome !== 'blocked' && !grounds.own.has(domain) && !asked) toAsk.push(domain);
  }
  return { total: [...followers.values()].reduce((sum, count) => sum + count, 0), counts, domains, toAsk };
}
