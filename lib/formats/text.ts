/** A text of at most `most` characters. One that is longer ends in an ellipsis, so that the cut is seen. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  // Half a character is none.
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Characters that turn the text around them about, or that nothing can show, are made visible or dropped. */
export function plain(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '').replaceAll('\u0000', '\ufffd');
}
