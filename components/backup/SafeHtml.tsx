import type { ComponentChildren } from 'preact';
import { say } from '@/lib/browser/words';
import { plain } from '@/lib/formats/text';
import { Away } from '../ui/Away';

const shown = new Set(['p', 'br', 'span', 'b', 'strong', 'i', 'em', 'u', 'del', 's', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li', 'ruby', 'rt', 'rp']);
const hidden = new Set(['script', 'style', 'template', 'iframe', 'object', 'embed', 'noscript', 'svg', 'math']);
/** Deeper nesting is no post; it would only exhaust the page. */
const deepest = 40;
/** Characters of HTML that are shown; the saved file has all of them. */
const longest = 200_000;

/**
 * A server's HTML as text with a little markup. It is parsed into a document that runs and loads nothing, and built
 * anew from the few elements above; attributes are dropped, links keep an https address. No HTML is ever inserted.
 */
export function SafeHtml({ html }: { html: string }) {
  const body = new DOMParser().parseFromString(html.slice(0, longest), 'text/html').body;
  return (
    <div class="post-text">
      {children(body, 0)}
      {html.length > longest && <p>{say('post.cut')}</p>}
    </div>
  );
}

function children(node: Node, depth: number): ComponentChildren[] {
  return [...node.childNodes].map((child, index) => one(child, index, depth));
}

function one(node: Node, key: number, depth: number): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return plain(node.textContent ?? '');
  if (!(node instanceof Element)) return null;
  const tag = node.tagName.toLowerCase();
  if (hidden.has(tag)) return null;
  if (depth > deepest) return plain(node.textContent);
  const inside = children(node, depth + 1);
  if (tag === 'br') return <br key={key} />;
  if (tag === 'a') {
    return (
      <Away key={key} href={node.getAttribute('href') ?? ''}>
        {inside}
      </Away>
    );
  }
  const Tag = tag as 'span';
  return shown.has(tag) ? <Tag key={key}>{inside}</Tag> : inside;
}
