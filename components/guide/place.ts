import css from './guide.css?inline';

/**
 * Puts an element of our own at the end of the page, where neither the page's styles nor its scripts mix with the guide's,
 * and returns what the guide is shown in. Small on purpose: this is loaded with every settings page.
 */
export function placeGuide(): { container: HTMLElement; remove: () => void } {
  const host = document.createElement('moving-day-guide');
  const shadow = host.attachShadow({ mode: 'open' });
  const style = document.createElement('style');
  style.textContent = css;
  const container = document.createElement('div');
  shadow.append(style, container);
  document.body.append(host);
  return { container, remove: () => host.remove() };
}
