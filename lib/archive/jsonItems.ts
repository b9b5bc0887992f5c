import { most, Refused } from './refused';

const [quote, backslash, comma, colon, open, close, openList, closeList] = [34, 92, 44, 58, 123, 125, 91, 93];

/**
 * The elements of one list of a JSON object that arrives in pieces, each parsed alone, so that a file of any length
 * takes little memory. Throws `Refused` where it is no such object, is cut short, or an element is no JSON.
 */
export class JsonItems {
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** The text of the last string at the top, and the key before the last colon there. */
  private last = '';
  private key = '';
  private inside = false;
  private found = false;
  private ended = false;
  private count = 0;
  /** What earlier pieces hold of the element, or of the string, that is being read. */
  private held = '';

  constructor(
    private readonly list: string,
    private readonly take: (element: unknown) => void,
  ) {}

  /** Takes the next piece. */
  push(piece: string): void {
    let from = 0;
    const keep = () => this.inside || (this.inString && this.depth === 1);
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (code === backslash) this.escaped = true;
        else if (code === quote) {
          this.inString = false;
          if (this.depth === 1) {
            this.last = this.held + piece.slice(from, at);
            this.held = '';
          }
        }
        continue;
      }
      if (code <= 32) continue;
      if (this.ended || (this.depth === 0 && code !== open)) throw new Refused('damaged');
      if (code === quote) {
        this.inString = true;
        if (this.depth === 1) from = at + 1;
      } else if (code === open || code === openList) {
        this.depth++;
        if (this.depth === 2 && code === openList && this.key === this.list && !this.found) {
          this.inside = true;
          this.found = true;
          from = at + 1;
        }
      } else if (code === close || code === closeList) {
        if (this.inside && this.depth === 2) {
          this.element(piece.slice(from, at), true);
          this.inside = false;
        }
        this.depth--;
        this.ended = this.depth === 0;
      } else if (code === comma && this.inside && this.depth === 2) {
        this.element(piece.slice(from, at), false);
        from = at + 1;
      } else if (code === colon && this.depth === 1) this.key = this.last;
      else if (code === comma && this.depth === 1) this.key = '';
    }
    if (!keep()) return;
    this.held += piece.slice(from);
    if (this.held.length > most.item) throw new Refused('tooLarge');
  }

  /** Says that nothing follows. */
  end(): void {
    if (!this.ended || !this.found) throw new Refused('damaged');
  }

  private element(rest: string, last: boolean): void {
    const text = this.held + rest;
    this.held = '';
    if (last && this.count === 0 && text.trim() === '') return;
    this.count++;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new Refused('damaged');
    }
    this.take(value);
  }
}
