import { createShadowRootUi } from 'wxt/utils/content-script-ui/shadow-root';
import { defineContentScript } from 'wxt/utils/define-content-script';
import css from '@/components/guide/guide.css?inline';
import { startGuide } from '@/components/guide/start';

/** The guide. Runs only where the background has registered it: on servers that the person has granted. */
export default defineContentScript({
  registration: 'runtime',
  cssInjectionMode: 'manual',
  async main(ctx) {
    if (window.top !== window) return;
    let stop: (() => void) | undefined;
    const ui = await createShadowRootUi(ctx, {
      name: 'moving-day-guide',
      position: 'inline',
      anchor: 'body',
      append: 'last',
      css,
      onMount: (container) => {
        stop = startGuide(container, () => ui.remove());
      },
      onRemove: () => stop?.(),
    });
    ui.mount();
  },
});
