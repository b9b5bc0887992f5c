/** Where Chromium (one that takes an unpacked extension) and Firefox are; undefined where there is none. */
export { findChromium, findFirefox } from '../../scripts/browsers.mjs';
