// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "disableCSSFileLoading": true, "handleDisabledFileLoadingAsSuccess": true } }
import fc from 'fast-check';
import { render } from 'preact';
import { afterEach, expect, it, vi } from 'vitest';
import { SafeHtml } from './SafeHtml';

vi.mock('@/lib/browser/words', () => ({ say: (key: string) => key }));

const allowed = ['P', 'BR', 'SPAN', 'B', 'STRONG', 'I', 'EM', 'U', 'DEL', 'S', 'BLOCKQUOTE', 'PRE', 'CODE', 'UL', 'OL', 'LI', 'RUBY', 'RT', 'RP', 'A'];
const pwned = globalThis as { pwned?: boolean };
afterEach(() => {
  delete pwned.pwned;
  document.body.replaceChildren();
});

/** What is shown of a server's HTML, in the page itself. */
function show(html: string): HTMLElement {
  const place = document.createElement('div');
  document.body.append(place);
  render(<SafeHtml html={html} />, place);
  const text = place.querySelector<HTMLElement>('.post-text');
  if (!text) throw new Error('nothing is shown');
  return text;
}

/** Only the few elements, and on links only an address of the web. */
function expectSafe(text: HTMLElement): void {
  for (const element of text.querySelectorAll('*')) {
    expect(allowed).toContain(element.tagName);
    const names = element.getAttributeNames();
    if (element.tagName !== 'A') expect(names).toEqual([]);
    else {
      expect(names.sort()).toEqual(['href', 'rel', 'target']);
      expect(element.getAttribute('href')).toMatch(/^https:\/\/|^http:\/\/([\w-]+\.)*localhost[:/]/);
      expect(element.getAttribute('rel')).toBe('noreferrer noopener');
    }
  }
  expect(pwned.pwned).toBeUndefined();
}

const attacks = [
  '<script>globalThis.pwned = true</script>',
  '<img src=x onerror="globalThis.pwned = true">',
  '"><img src=x onerror="globalThis.pwned = true">',
  '<svg onload="globalThis.pwned = true"><script>globalThis.pwned = true</script></svg>',
  '<svg><style><img src=x onerror="globalThis.pwned = true"></style></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror="globalThis.pwned = true">',
  '<iframe src="javascript:globalThis.pwned = true" srcdoc="<script>parent.pwned = true</script>"></iframe>',
  '<object data="javascript:globalThis.pwned = true"></object><embed src="javascript:globalThis.pwned = true">',
  '<a href="javascript:globalThis.pwned = true">x</a>',
  '<a href=" &#x6A;avascript:globalThis.pwned = true">x</a>',
  '<a href="java\tscript:globalThis.pwned = true">x</a>',
  '<a href="data:text/html,<script>globalThis.pwned = true</script>">x</a>',
  '<a href="https://user:password@a.example/">x</a>',
  '<a href="//evil.example/">x</a><a href="/settings/delete">y</a>',
  '<p style="position:fixed;inset:0" onclick="globalThis.pwned = true" id="root" class="button">x</p>',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/"><link rel="stylesheet" href="https://evil.example/x.css">',
  '<form action="https://evil.example/"><input name="password" autofocus onfocus="globalThis.pwned = true"><button>Sign in</button></form>',
  '<details open ontoggle="globalThis.pwned = true"><summary>x</summary></details>',
  '<template><script>globalThis.pwned = true</script></template><noscript><p title="</noscript><img src=x onerror=globalThis.pwned=true>"></noscript>',
  '<video autoplay onplay="globalThis.pwned = true"><source src="https://evil.example/track"></video>',
  '</div></body></html><script>globalThis.pwned = true</script>',
];

it.each(attacks)('nothing runs, loads or leads astray: %s', (html) => {
  expectSafe(show(`before ${html} after`));
});

it('stays so in whatever order and number they come', () => {
  const piece = fc.oneof(fc.constantFrom(...attacks), fc.constantFrom('<p>', '</p>', '<a href="https://a.example/', '">', '<!--', '-->', '<b', '\u0000', '"', "'", '<blockquote>'), fc.string());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expectSafe(show(pieces.join('')));
      document.body.replaceChildren();
    }),
    { numRuns: 200 },
  );
});

it('keeps the words, the lines and the links of the web', () => {
  const text = show('<p>Hello <a href="https://a.example/@b" class="u-url mention" onclick="x()">@<span>b</span></a>,<br>see <strong>this</strong></p><ul><li>one</li></ul><h1>And a title</h1>');
  expect(text.innerHTML).toBe('<p>Hello <a href="https://a.example/@b" target="_blank" rel="noreferrer noopener">@<span>b</span></a>,<br>see <strong>this</strong></p><ul><li>one</li></ul>And a title');
});

it('lets nothing turn the line about, and shows what cannot be shown', () => {
  expect(show('<p>a\u202Egnp.exe\u202C \u2066b\u2069 c\u200f</p>').textContent).toBe('agnp.exe b c\u200f');
});

it('says so where a text is longer than can be shown', () => {
  const text = show(`<p>${'A long story. '.repeat(75_000)}</p>`);
  expect(text.textContent.length).toBeLessThan(210_000);
  expect(text.textContent).toContain('post.cut');
  expect(show('<p>short</p>').textContent).toBe('short');
});

it('keeps the words where elements lie too deep', () => {
  const text = show(`${'<b>'.repeat(60)}words${'</b>'.repeat(60)}`);
  expect(text.textContent).toContain('words');
  expectSafe(text);
});
