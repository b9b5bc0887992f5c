import type { BrowserContext, Page } from '@playwright/test';

/** The popup as a page of its own, in the size that a browser gives it. */
export async function popupPage(context: BrowserContext, root: string): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 384, height: 600 });
  await page.goto(`${root}/popup.html`);
  return page;
}
