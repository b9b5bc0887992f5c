import { render, type ComponentChildren } from 'preact';
import { language, say } from '@/lib/browser/words';
import { keepFocus } from './ui/focus';

/** Puts a page on the screen in the person's language and direction. `title` is a key of the words. */
export function mount(page: ComponentChildren, title: string): void {
  document.documentElement.lang = language();
  document.documentElement.dir = say('direction');
  document.title = say(title);
  const root = document.getElementById('app');
  if (!root) return;
  keepFocus(root);
  render(page, root);
}
