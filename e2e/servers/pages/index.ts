import type { Instance } from '../model';
import type { App } from '../model';
import { mountAccount } from './account';
import { script, stylesheet } from './assets';
import { mountAuth } from './auth';
import { mountExports } from './exports';
import { mountImports } from './imports';
import { errorPage } from './layout';
import { mountMoving } from './moving';
import { words } from './words';

/** All server-rendered pages of a double. */
export function mountPages(app: App, instance: Instance): void {
  app.get('/packs/settings.css', (c) => c.body(stylesheet, 200, { 'Content-Type': 'text/css' }));
  app.get('/packs/public.js', (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }));
  mountAuth(app, instance);
  mountExports(app, instance);
  mountImports(app, instance);
  mountMoving(app, instance);
  mountAccount(app, instance);
  app.notFound((c) => (c.req.path.startsWith('/api') ? c.json({ error: 'Not Found' }, 404) : errorPage(instance, c, 404, words[instance.options.locale].notFound)));
}
