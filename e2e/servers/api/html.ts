import type { Instance } from '../model';
import type { Status } from '../records';
import { fullAcct } from '../state';

export const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const token = /(https?:\/\/[^\s<]+)|@([a-z0-9_]+(?:@[a-z0-9.-]+(?::\d+)?)?)|#([\p{L}\p{N}_]+)/giu;

/** A post's text as Mastodon sends it: paragraphs, mentions, hashtags and shortened links. */
export function contentHtml(instance: Instance, status: Status): string {
  if (status.html || status.content === '') return status.content;
  const mentioned = status.mentions.flatMap((id) => instance.state.accounts.get(id) ?? []);
  const linked = (part: string) => {
    let html = '';
    let at = 0;
    for (const match of part.matchAll(token)) {
      const [whole, url, handle, tag] = match;
      html += escapeHtml(part.slice(at, match.index));
      at = match.index + whole.length;
      const account = mentioned.find((one) => handle !== undefined && [one.username, fullAcct(instance, one)].includes(handle));
      if (url !== undefined) html += link(url);
      else if (account) html += `<span class="h-card" translate="no"><a href="${escapeHtml(account.url)}" class="u-url mention">@<span>${escapeHtml(account.username)}</span></a></span>`;
      else if (tag !== undefined) html += `<a href="${instance.web}/tags/${encodeURIComponent(tag)}" class="mention hashtag" rel="tag">#<span>${escapeHtml(tag)}</span></a>`;
      else html += escapeHtml(whole);
    }
    return html + escapeHtml(part.slice(at));
  };
  return status.content.split(/\n{2,}/).map((paragraph) => `<p>${paragraph.split('\n').map(linked).join('<br />')}</p>`).join('');
}

/** Only 30 characters of a link are shown; the rest is there, but unseen. */
function link(url: string): string {
  const [, prefix = '', rest = ''] = /^(https?:\/\/(?:www\.)?)(.*)$/.exec(url) ?? [];
  const long = rest.length > 30;
  return `<a href="${escapeHtml(url)}" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">${prefix}</span><span class="${long ? 'ellipsis' : ''}">${escapeHtml(rest.slice(0, 30))}</span><span class="invisible">${escapeHtml(rest.slice(30))}</span></a>`;
}
