/** The versions that a double may be, oldest first; `glitch` is glitch-soc, the fork of what comes after 4.6. */
export const mastodonVersions = ['4.3', '4.4', '4.5', '4.6', 'glitch'] as const;
export type MastodonVersion = (typeof mastodonVersions)[number];

interface Versioned {
  options: { version: MastodonVersion };
}

const releases: Record<MastodonVersion, { full: string; api: Record<string, number> }> = {
  '4.3': { full: '4.3.23', api: { mastodon: 2 } },
  '4.4': { full: '4.4.22', api: { mastodon: 6 } },
  '4.5': { full: '4.5.15', api: { mastodon: 7 } },
  '4.6': { full: '4.6.5', api: { mastodon: 11 } },
  glitch: { full: '4.7.0-alpha.2+glitch', api: { mastodon: 11, glitch: 1 } },
};

/** What a double says of its version (facts I.6). */
export const releaseOf = ({ options }: Versioned) => releases[options.version];

/** Has the double what came with that version (facts L)? */
export function since({ options }: Versioned, version: MastodonVersion): boolean {
  return mastodonVersions.indexOf(options.version) >= mastodonVersions.indexOf(version);
}

/** What the fork alone has, whatever Mastodon does later. */
export const isGlitch = ({ options }: Versioned) => options.version === 'glitch';
