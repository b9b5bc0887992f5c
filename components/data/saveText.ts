/** Hands text to the browser to save under that name, as the downloads folder would get it. */
export function saveText(name: string, mime: string, parts: string[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: mime }));
  link.download = name;
  link.click();
}
