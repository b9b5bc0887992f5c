/** The manifest of the next version, as text. */
export function newer(manifest: string): string {
  const { version, ...rest } = JSON.parse(manifest) as { version: string };
  return JSON.stringify({ ...rest, version: version.replace(/\d+$/, (last) => String(Number(last) + 1)) });
}
