export { fillList } from './fill';
export { timeWrites } from './writes';
export { fillMedia } from './media';
