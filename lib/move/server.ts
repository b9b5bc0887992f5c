/** What a server does with another one, as far as it says so: nothing of it gets in, or only those who follow it see it. */
export type Severity = 'suspend' | 'silence';

/** What a server tells everybody about itself, for somebody who looks for a place to go. */
export interface ServerFacts {
  origin: string;
  /** Domain of its handles. */
  domain: string;
  title: string;
  /** Plain text. */
  description: string;
  software: string;
  version: string;
  /** People who were there in the last month, or all that it ever had where it does not say that; null = it says neither. */
  people: { count: number; active: boolean } | null;
  /** Language codes. */
  languages: string[];
  registrations: 'open' | 'approval' | 'closed';
  /** The least age to sign up, null = none said. */
  minAge: number | null;
  /** Where people sign up. May be on another host than the server's own. */
  signUp: string;
  rules: string[];
  limits: { post: number | null; media: number | null; displayName: number; note: number; fields: number };
}

/** Servers that one blocks or limits, of those that matter to a person. */
export interface BlocksSeen {
  /** False = that server keeps its list to itself. */
  published: boolean;
  near: { domain: string; severity: Severity }[];
}

/** A server looked at for a move. */
export interface ServerLook {
  facts: ServerFacts;
  blocks: BlocksSeen;
  /** What it does with the old account's server, and that one with it: a move cannot pass a block. */
  towardsOld: Severity | null;
  fromOld: Severity | null;
}
