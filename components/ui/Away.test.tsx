// @vitest-environment happy-dom
import { render } from 'preact';
import { expect, it } from 'vitest';
import { Away } from './Away';

function show(href: string): HTMLElement {
  const place = document.createElement('div');
  render(<Away href={href} class="button" label="Look">words</Away>, place);
  return place;
}

it.each(['https://a.example/@b?x=1#y', 'http://old.localhost:4001/settings'])('a link leads out, and takes nothing along: %s', (href) => {
  const link = show(href).querySelector('a');
  expect(Object.fromEntries([...(link?.attributes ?? [])].map(({ name, value }) => [name, value]))).toEqual({ href, class: 'button', 'aria-label': 'Look', target: '_blank', rel: 'noreferrer noopener' });
});

it.each(['javascript:alert(1)', ' javascript:alert(1)', 'java\tscript:alert(1)', 'data:text/html,x', 'http://a.example/', 'file:///etc/passwd', 'https://me:secret@a.example/', '//a.example/', '/settings/delete', 'chrome://settings', 'null/share', ''])('no link leads to %j; its words stand alone', (href) => {
  expect(show(href).innerHTML).toBe('words');
});
