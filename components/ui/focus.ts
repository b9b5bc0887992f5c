/** Parts of a page that a person can be put back to: a screen reader says their name, and Tab goes to what is in them. */
const places = 'section, article, form, li, main, [tabindex]';

/**
 * Keeps the keyboard's place (WCAG 2.2, 2.4.3). Where a press takes away what was pressed, the focus goes to the nearest
 * part of the page that is still there, not to its beginning; a control that was disabled while it worked gets it back.
 * Nothing is scrolled by it.
 */
export function keepFocus(root: HTMLElement): void {
  let last: Element | null = null;
  let around: Element[] = [];
  let waits = false;
  const remember = (element: Element | null) => {
    last = element;
    waits = false;
    around = [];
    for (let up = element?.parentElement; up && root.contains(up); up = up.parentElement) around.push(up);
  };
  const giveTo = (element: Element | null | undefined) => element instanceof HTMLElement && element.focus({ preventScroll: true });
  document.addEventListener('focusin', ({ target }) => remember(target instanceof Element ? target : null));
  // A window that is not in front tells of no focus, but of a press.
  document.addEventListener('click', () => document.activeElement !== document.body && remember(document.activeElement), true);
  // Who points elsewhere has left it.
  document.addEventListener('pointerdown', ({ target }) => target instanceof Node && last?.contains(target) !== true && remember(null), true);
  new MutationObserver(() => {
    if (last?.isConnected === true && last.matches(':disabled')) waits = true;
    if (last === null || (document.activeElement !== null && document.activeElement !== document.body)) return;
    if (last.isConnected) {
      if (waits && !last.matches(':disabled')) giveTo(last);
      return;
    }
    const place = around.find((element) => element.isConnected && element.matches(places)) ?? root.querySelector('main');
    remember(null);
    if (place && !place.hasAttribute('tabindex')) place.setAttribute('tabindex', '-1');
    giveTo(place);
  }).observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] });
}
