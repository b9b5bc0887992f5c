/** What passes between a double and its visitors, and what tests do to it. */

/** Problems that a test may switch on for requests that match. */
export interface Fault {
  /** Matched against `METHOD /path`. */
  match: RegExp;
  kind: 'latency' | 'status' | 'cut' | 'truncate';
  /** Milliseconds (real) for latency. */
  ms?: number;
  /** Status code for `status`. */
  status?: number;
  /** How often; absent = until removed. */
  times?: number;
}

/** How a double harms those who read it: see `hostile.ts`. */
export type HostilityKind = 'linkLoop' | 'linkElsewhere' | 'linkForever' | 'repeats' | 'shuffled' | 'counters' | 'countersZero' | 'countersHuge' | 'text' | 'mediaMissing' | 'mediaHuge' | 'mediaMislabelled';
export interface Hostility {
  kind: HostilityKind;
  /** Matched against the path, without query. */
  path: RegExp;
}

/** One request as a double saw it. */
export interface RequestSeen {
  at: number;
  host: string;
  method: string;
  path: string;
  status: number;
  origin: string | null;
  authorized: boolean;
  cookies: boolean;
}

export interface OAuthApp { id: string; name: string; website: string | null; redirectUris: string[]; scopes: string[]; clientId: string; clientSecret: string; createdAt: number }
/** What proves at the token endpoint that the code comes from who asked for it (PKCE). */
export interface Challenge { method: 'S256' | 'plain'; value: string }
export interface OAuthGrant { code: string; appId: string; accountId: string; redirectUri: string; scopes: string[]; challenge: Challenge | null; createdAt: number; used: boolean }
export interface OAuthToken { token: string; appId: string; accountId: string | null; scopes: string[]; createdAt: number; revoked: boolean }
/** A browser session of the web pages. */
export interface WebSession { id: string; userAccountId: string | null; csrfSecret: string; flash: { kind: 'notice' | 'alert'; text: string }[]; returnTo: string | null }
