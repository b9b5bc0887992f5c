import { checkName, type Places } from './place';
import { most, Refused } from './refused';

const block = 512;
/** Read ahead: headers of small files lie close together. In bytes. */
const ahead = 65_536;

/**
 * The list of an unpacked tar file (ustar, pax, GNU long names), as Mastodon made before 4.2. Only files are listed;
 * links and devices, which no archive of Mastodon has, are refused. Throws `Refused`.
 */
export async function listTar(file: Blob): Promise<Places> {
  const places: Places = new Map();
  const read = reader(file);
  let longName: string | null = null;
  for (let at = 0; ; ) {
    const header = await read(at, block);
    if (header.byteLength < block) throw new Refused('damaged');
    if (header.every((byte) => byte === 0)) return places;
    checkSum(header);
    const size = numberAt(header, 124, 12);
    const data = at + block;
    if (data + size > file.size) throw new Refused('damaged');
    at = data + Math.ceil(size / block) * block;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === 'L' || kind === 'x' || kind === 'g') {
      if (size > ahead) throw new Refused('unsafe');
      const extra = new TextDecoder().decode(await read(data, size));
      if (kind !== 'g') longName = (kind === 'L' ? extra.replace(/\0.*$/s, '') : paxPath(extra)) ?? longName;
      continue;
    }
    const name = (longName ?? nameOf(header)).replace(/^\.\//, '');
    longName = null;
    if (kind === '5') continue;
    if (kind !== '0' && kind !== '\0') throw new Refused('unsafe');
    checkName(name);
    if (places.has(name)) throw new Refused('unsafe');
    if (places.size >= most.entries) throw new Refused('tooLarge');
    places.set(name, { at: data, packed: size, bytes: size, how: 'plain' });
  }
}

/** True for a tar file, as every tool of the last thirty years writes it. */
export async function isTar(file: Blob): Promise<boolean> {
  return (await file.slice(257, 262).text()) === 'ustar';
}

/** Reads parts of a file through a window, so that many small reads are few. */
function reader(file: Blob): (at: number, length: number) => Promise<Uint8Array> {
  let from = 0;
  let window = new Uint8Array();
  return async (at, length) => {
    if (at < from || at + length > from + window.byteLength) {
      from = at;
      window = new Uint8Array(await file.slice(at, at + Math.max(ahead, length)).arrayBuffer());
    }
    return window.subarray(at - from, at - from + length);
  };
}

function checkSum(header: Uint8Array): void {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 32 : byte;
  if (sum !== numberAt(header, 148, 8)) throw new Refused('damaged');
}

/** Octal digits, or the base-256 form for sizes beyond 8 GB. */
function numberAt(header: Uint8Array, from: number, length: number): number {
  const field = header.subarray(from, from + length);
  let value = 0;
  if ((field[0] ?? 0) & 0x80) {
    for (const [index, byte] of field.entries()) value = value * 256 + (index === 0 ? byte & 0x7f : byte);
  } else {
    const text = textOf(field).trim();
    if (!/^[0-7]*$/.test(text)) throw new Refused('damaged');
    value = text === '' ? 0 : Number.parseInt(text, 8);
  }
  if (!Number.isSafeInteger(value)) throw new Refused('unsafe');
  return value;
}

function nameOf(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  const ustar = textOf(header.subarray(257, 262)) === 'ustar';
  const prefix = ustar ? textOf(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}

/** `path` of pax records: lines of `length key=value`. */
function paxPath(text: string): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1] ?? null;
}
