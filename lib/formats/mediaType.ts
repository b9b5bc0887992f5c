/** Types of files that a page may show, by the end of their name. SVG is not among them: it is a document, with scripts. */
const types = new Map(Object.entries({
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp', avif: 'image/avif', heic: 'image/heic',
  mp4: 'video/mp4', m4v: 'video/mp4', webm: 'video/webm', mov: 'video/quicktime',
  mp3: 'audio/mpeg', ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg', m4a: 'audio/mp4', wav: 'audio/wav', flac: 'audio/flac', aac: 'audio/aac',
}));

/** Type of a picture, video or sound by its name; null for any other file. */
export function mediaType(name: string): string | null {
  return types.get(name.split('.').at(-1)?.toLowerCase() ?? '') ?? null;
}
