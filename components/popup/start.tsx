import { extensionVersion } from '@/lib/browser/runtime';
import { glanceOf } from '@/lib/messages/glance';
import { mount } from '../mount';
import base from '../ui/base.css?inline';
import own from './popup.css?inline';
import { Popup } from './Popup';

/**
 * Draws the popup. A frightened person looks at it for seconds, and opens it often: it is one file that brings its styles
 * along and draws from a copy, since each further file and each opening of the database takes longer than all the rest.
 */
export async function startPopup(early: Promise<unknown>): Promise<void> {
  document.adoptedStyleSheets = [sheetOf(base), sheetOf(own)];
  mount(<Popup first={glanceOf(await early, extensionVersion())} />, 'extName');
}

function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
