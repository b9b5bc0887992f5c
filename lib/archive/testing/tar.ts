const block = 512;

/** A tar file as `ustar`, GNU or pax tools write it. `type` = the type of the first file, to make it something else. */
export function tarOf(files: Map<string, Uint8Array>, style: 'ustar' | 'gnu' | 'pax', type = '0'): Uint8Array {
  const parts: Uint8Array[] = [];
  const add = (name: string, bytes: Uint8Array, kind: string, prefix = '') => {
    parts.push(header(name, bytes.length, kind, prefix), bytes, tarPadding(bytes.length));
  };
  let first = true;
  for (const [name, bytes] of files) {
    const kind = first ? type : '0';
    first = false;
    if (name.length < 100) add(name, bytes, kind);
    else if (style === 'ustar') {
      const cut = name.slice(0, 155).lastIndexOf('/');
      add(name.slice(cut + 1), bytes, kind, name.slice(0, cut));
    } else if (style === 'gnu') {
      add('././@LongLink', new TextEncoder().encode(`${name}\0`), 'L');
      add(name.slice(0, 99), bytes, kind);
    } else {
      const record = ` path=${name}\n`;
      add('PaxHeader', new TextEncoder().encode(`${record.length + 3}${record}`), 'x');
      add(name.slice(0, 99), bytes, kind);
    }
  }
  parts.push(new Uint8Array(block * 2));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What stands before a file of that name and size (bytes) in a tar. */
export function tarHeader(name: string, size: number): Uint8Array {
  return header(name, size, '0', '');
}

/** What stands behind it. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((block - (size % block)) % block);
}

function header(name: string, size: number, kind: string, prefix: string): Uint8Array {
  const bytes = new Uint8Array(block);
  const put = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(100, '0000644\0');
  put(124, `${size.toString(8).padStart(11, '0')}\0`);
  put(136, '00000000000\0');
  put(148, '        ');
  put(156, kind);
  put(257, 'ustar\x0000');
  put(345, prefix);
  put(148, `${bytes.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `);
  return bytes;
}
