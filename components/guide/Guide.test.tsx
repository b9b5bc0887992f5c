// @vitest-environment happy-dom
import { render } from 'preact';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import type { GuideAction, GuideContext, Guidance } from '@/lib/pages/page';
import { Guide } from './Guide';
import { placeGuide } from './place';

vi.mock('@/lib/browser/words', () => ({ say: (key: string) => key, rightToLeft: () => false, language: () => 'en' }));
vi.mock('./guide.css?inline', () => ({ default: '' }));

const context: GuideContext = { role: 'new', oldAcct: 'ada@old.example', newAcct: 'ada@new.example', checkpointPassed: false, aliasListed: false, movedTo: null, files: [], byApi: [], backupAt: 1, byHand: false, run: null, verdict: null, refusal: null, mind: null, onlyRedirects: false, archive: null };
const guidance: Guidance = { words: 'imports.all', vars: [], tone: 'normal', ring: null, actions: [{ id: 'bringAll' }, { id: 'openPage', page: 'imports', role: 'new' }] };

// Other tests of this process load what was replaced here anew.
afterAll(() => void vi.resetModules());
let done: GuideAction[];
let buttons: HTMLButtonElement[];
beforeEach(() => {
  done = [];
  document.body.replaceChildren();
  const { container } = placeGuide();
  render(<Guide context={context} identity={{ acct: 'ada@new.example', disabled: false, movedTo: null }} role="new" guidance={guidance} showFiles={false} note="" onAction={(action) => done.push(action)} />, container);
  // As a script of the page reaches them.
  buttons = [...(document.querySelector('moving-day-guide')?.shadowRoot?.querySelectorAll<HTMLButtonElement>('.actions button') ?? [])];
});

it('a press by a script of the page does nothing', () => {
  expect(buttons).toHaveLength(2);
  for (const button of buttons) {
    button.click();
    button.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    button.dispatchEvent(new Event('click', { bubbles: true }));
  }
  expect(done).toEqual([]);
});

it('a press by the person does what the button says', () => {
  // Browsers set this for what a person does, and nobody can write it there.
  const press = Object.defineProperty(new MouseEvent('click', { bubbles: true }), 'isTrusted', { value: true });
  buttons[0]?.dispatchEvent(press);
  expect(done).toEqual([{ id: 'bringAll' }]);
});

it('what an earlier guide has left on the page goes', () => {
  const [left] = document.querySelectorAll('moving-day-guide');
  const { remove } = placeGuide();
  expect(left?.isConnected).toBe(false);
  expect(document.querySelectorAll('moving-day-guide')).toHaveLength(1);
  remove();
  expect(document.querySelectorAll('moving-day-guide')).toHaveLength(0);
});
