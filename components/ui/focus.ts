/** Parts of a page that a person can be put back to: a screen reader says their name, and Tab goes to what is in them. */
const places = 'section, article, form, li, main';

/**
 * Keeps the keyboard's place (WCAG 2.2, 2.4.3). Where a press takes away what was pressed, the focus goes to the nearest
 * part of the page that is still there, not to its beginning; a control that was disabled while it worked gets it back.
 */
export function keepFocus(root: HTMLElement): void {
  let last: Element | null = null;
  let around: Element[] = [];
  const remember = (element: Element | null) => {
    last = element;
    around = [];
    for (let up = element?.parentElement; up && root.contains(up); up = up.parentElement) around.push(up);
  };
  document.addEventListener('focusin', ({ target }) => remember(target instanceof Element ? target : null));
  // A window that is not in front tells of no focus, but of a press.
  document.addEventListener('click', () => document.activeElement !== document.body && remember(document.activeElement), true);
  // Who points elsewhere has left it.
  document.addEventListener('pointerdown', ({ target }) => target instanceof Node && last?.contains(target) !== true && remember(null), true);
  new MutationObserver(() => {
    const { activeElement } = document;
    if (last === null || (activeElement !== null && activeElement !== document.body)) return;
    if (last.isConnected) {
      if (last instanceof HTMLElement && !last.matches(':disabled')) last.focus();
      return;
    }
    const place = around.find((element) => element.isConnected && element.matches(places));
    remember(null);
    if (!(place instanceof HTMLElement)) return;
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }).observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] });
}
