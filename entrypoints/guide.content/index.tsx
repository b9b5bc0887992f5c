import { defineContentScript } from 'wxt/utils/define-content-script';
import { placeGuide } from '@/components/guide/place';
import { answerQuietly, isQuietPage, startGuide } from '@/components/guide/start';

/** The guide. Runs only where the background has registered it: on servers that the person has granted. */
export default defineContentScript({
  registration: 'runtime',
  cssInjectionMode: 'manual',
  main(ctx) {
    if (window.top !== window) return;
    if (isQuietPage()) {
      ctx.onInvalidated(answerQuietly());
      return;
    }
    const { container, remove } = placeGuide();
    const stop = startGuide(container, takeAway);
    function takeAway(): void {
      stop();
      remove();
    }
    ctx.onInvalidated(takeAway);
  },
});
