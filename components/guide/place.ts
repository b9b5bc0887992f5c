import css from './guide.css?inline';

const name = 'moving-day-guide';

/**
 * Puts an element of our own at the end of the page, where neither the page's styles nor its scripts mix with the guide's,
 * and returns what the guide is shown in. Small on purpose: this is loaded with every settings page.
 */
export function placeGuide(): { container: HTMLElement; remove: () => void } {
  // Firefox ends the scripts of an extension that it updates, and leaves what they had put on the page.
  for (const left of document.querySelectorAll(name)) left.remove();
  const host = document.createElement(name);
  const shadow = host.attachShadow({ mode: 'open' });
  const style = document.createElement('style');
  style.textContent = css;
  const container = document.createElement('div');
  shadow.append(style, container);
  document.body.append(host);
  return { container, remove: () => host.remove() };
}
