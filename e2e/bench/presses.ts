import type { Locator } from '@playwright/test';
import { Journey } from '../fixtures/journey';

/** Everything that a person presses, by where it is and what it says; fields to type into are counted apart. */
export class Presses {
  readonly made: { where: string; name: string }[] = [];
  fields = 0;
  /** Fields of sign-in pages. */
  signInFields = 0;

  async note(target: Locator): Promise<void> {
    const { name, typed, guide } = await target.evaluate((element) => ({
      name: (element as HTMLInputElement).labels?.[0]?.innerText ?? (element as HTMLElement).innerText,
      typed: element.matches('textarea, input:not([type=file], [type=radio], [type=checkbox])'),
      guide: element.getRootNode() instanceof ShadowRoot,
    }));
    const url = new URL(target.page().url());
    if (typed && url.pathname.startsWith('/auth/')) this.signInFields++;
    else if (typed) this.fields++;
    else this.made.push({ where: placeOf(url, guide), name: name.trim() });
  }

  /** The list in one line, in the order of the presses; what is on the same place stands together. */
  list(): string {
    return this.made.map(({ where, name }, at) => (this.made[at - 1]?.where === where ? `, ${name}` : `${at === 0 ? '' : '; '}${where}: ${name}`)).join('');
  }
}

function placeOf(url: URL, guide: boolean): string {
  if (url.protocol === 'chrome-extension:') return url.pathname.slice(1).replace('.html', '');
  return `${guide ? 'guide on ' : ''}${url.hostname.split('.')[0] ?? ''}${url.pathname.replace(/\/\d+$/, '')}`;
}

/** A journey that keeps the list of its presses. */
export class CountedJourney extends Journey {
  readonly presses = new Presses();
  /** How often the popup had to be opened: it closes when a page opens in front of it. */
  popups = 0;
  /** What had been opened at the last press in the popup. */
  private around = '';

  override async click(target: Locator): Promise<void> {
    await this.presses.note(target);
    if (target.page().url().includes('/popup.html')) {
      // A new tab may have loaded before anybody could count that: it is there all the same.
      const around = `${this.driver.pageLoads()} ${target.page().context().pages().length}`;
      if (around !== this.around) this.popups++;
      this.around = around;
    }
    await super.click(target);
  }

  /** Presses on the servers' own sign-in and consent pages. */
  get signInPresses(): number {
    return this.effort.clicks - this.presses.made.length - this.presses.fields - this.presses.signInFields;
  }
}
