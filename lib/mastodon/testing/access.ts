import type { Account as Person } from '@/e2e/servers/model';
import type { ServerHandle } from '@/e2e/servers/world';
import { readAccount } from '../account';
import type { Access } from '../gateway';
import { memoryBudget, testNet } from './net';

/** A local account of a test server. */
export function personOn(server: ServerHandle, username: string): Person {
  const found = [...server.instance.state.accounts.values()].find((account) => account.domain === null && account.username === username);
  if (!found) throw new Error(`nobody called ${username}`);
  return found;
}

/** A live token, as after a sign-in. */
export function issueToken(server: ServerHandle, username: string, scopes: string[]): string {
  const token = `token-of-${username}-${scopes.join('-')}`;
  server.instance.state.tokens.set(token, { token, appId: 'app', accountId: personOn(server, username).id, scopes, createdAt: server.instance.clock.now(), revoked: false });
  return token;
}

/** Access to the API of one account of a test server, on the servers' clock. */
export async function accessTo(server: ServerHandle, username: string, scopes = ['read']): Promise<Access & { budget: ReturnType<typeof memoryBudget>; asked: string[] }> {
  const net = testNet(() => server.instance.clock.now());
  const token = issueToken(server, username, scopes);
  const { account } = await readAccount(net, server.origin, token);
  net.asked.splice(0);
  return { ...net, account, token, budget: memoryBudget() };
}
