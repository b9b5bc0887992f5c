import { version1 } from './001';
import { version2 } from './002';
import { version3 } from './003';
import { version4 } from './004';
import { version5 } from './005';
import { version6 } from './006';
import { version7 } from './007';
import { version8 } from './008';

/** Every version of the schema, in order; to add one is to add a file, and the rows of the one before as a fixture. */
export const versions = [version1, version2, version3, version4, version5, version6, version7, version8];

/** The newest version of the data that this code knows. */
export const newestVersion = versions.length;
