// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest';
import { keepFocus } from './focus';

const root = document.createElement('div');
const observed = () => new Promise((done) => setTimeout(done));

beforeAll(() => {
  document.body.append(root);
  keepFocus(root);
});

/** Puts a page there, with the focus on its first button. */
function page(html: string): HTMLButtonElement {
  root.innerHTML = html;
  const button = root.querySelector('button');
  if (!button) throw new Error('no button');
  button.focus();
  return button;
}

describe('the focus', () => {
  it('goes to the nearest part that is left, when what had it is taken away', async () => {
    page('<section id="a"><div><button>x</button></div></section>').parentElement?.remove();
    await observed();
    expect(document.activeElement?.id).toBe('a');
    page('<main id="m"><section><button>x</button></section></main>').closest('section')?.remove();
    await observed();
    expect(document.activeElement?.id).toBe('m');
  });

  it('comes back to a control that was disabled while it worked', async () => {
    const button = page('<section><button>x</button></section>');
    // What a browser does with a control that is disabled.
    button.blur();
    button.disabled = true;
    await observed();
    expect(document.activeElement).toBe(document.body);
    button.disabled = false;
    await observed();
    expect(document.activeElement).toBe(button);
  });

  it('stays where the person has put it meanwhile', async () => {
    const button = page('<section><button>x</button><input></section>');
    root.querySelector('input')?.focus();
    button.remove();
    await observed();
    expect(document.activeElement).toBe(root.querySelector('input'));
    const other = page('<section><button>x</button></section>');
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    other.blur();
    other.remove();
    await observed();
    expect(document.activeElement).toBe(document.body);
  });
});
