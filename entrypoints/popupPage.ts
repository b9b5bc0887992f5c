import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { early } from '@/components/popup/early';
import { startPopup } from '@/components/popup/start';

/** All that the popup is made of, in one file. */
export default defineUnlistedScript(() => void startPopup(early));
