import { normalDomain } from '@/lib/formats/acct';
import { askSoftware } from '@/lib/mastodon/nodeinfo';
import type { Background } from './context';
import { askLent, type Asking } from './lentHosts';

/** Asks servers of followers which software they run, where the person has just given access to them; what each says is kept. */
export function askPeers(background: Background, domains: readonly string[]): Promise<Asking> {
  return askLent(background, domains.filter((domain) => normalDomain(domain) === domain), async (domain) => {
    await background.heartbeat();
    const answer = await askSoftware(background, domain);
    const { name = '', version = '' } = answer.says === 'software' ? answer.software : {};
    await background.db.peers.put({ domain, says: answer.says, software: name, version, at: background.now() });
  });
}
