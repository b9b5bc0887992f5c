/**
 * The only file that writes to a server's settings pages, and the whole list of what it may write. Everything is a
 * same-origin request from the page itself, with the page's own CSRF token: a worker's Origin would be refused.
 * The move, the redirect and the deletion are not here and never will be: the person presses those buttons.
 */
const writes = {
  uploadImport: { path: /^\/settings\/imports$/, method: 'post' },
  confirmImport: { path: /^\/settings\/imports\/\d+\/confirm$/, method: 'post' },
  cancelImport: { path: /^\/settings\/imports\/\d+$/, method: 'delete' },
  requestArchive: { path: /^\/settings\/export$/, method: 'post' },
} as const;

/** Name of one allowed write. */
export type PageWrite = keyof typeof writes;

/** How a write ended: `refused` = the server does not allow it (403); `failed` = it did not answer, or with something else. */
export interface Written {
  end: 'done' | 'refused' | 'failed';
  /** What it answered, after its redirects; null = nothing, so that it may have been taken all the same. */
  answer: Response | null;
}

/** How a page of the server sends a request: its own `fetch`. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Does one write of the list on the page's own server. `doc` is a page of that server, whose token it takes; `fields` are
 * the form's fields, without token and method.
 */
export async function writeToPage(doc: Document, name: PageWrite, path: string, fields: FormData = new FormData(), send: Send = (url, init) => fetch(url, init)): Promise<Written> {
  const token = doc.querySelector('meta[name="csrf-token"]')?.getAttribute('content');
  const write = writes[name];
  if (!token || !write.path.test(path)) return { end: 'failed', answer: null };
  fields.set('authenticity_token', token);
  fields.set('_method', write.method);
  try {
    const answer = await send(new URL(path, doc.URL).href, { method: 'POST', credentials: 'same-origin', body: fields });
    return { end: answer.ok ? 'done' : answer.status === 403 ? 'refused' : 'failed', answer };
  } catch {
    return { end: 'failed', answer: null };
  }
}
