/** People named in one text: more would look like spam, to them and to their servers. */
const mostNames = 8;

/** Who is named in one text, and how many of all come before. */
export interface CallOut {
  accts: string[];
  from: number;
}

/**
 * Parts people into texts, each short enough for a post. `length` = how long the text is without the names, `limit` = of a
 * post, both in letters; a name counts as it is written, which is never less than what a server counts. Pure.
 */
export function callOuts(accts: readonly string[], length: number, limit: number): CallOut[] {
  const parts: CallOut[] = [];
  let room = 0;
  accts.forEach((acct, index) => {
    const size = acct.length + 2;
    const last = parts.at(-1);
    if (last && last.accts.length < mostNames && size <= room) {
      last.accts.push(acct);
      room -= size;
      return;
    }
    parts.push({ accts: [acct], from: index });
    room = limit - length - size;
  });
  return parts;
}
