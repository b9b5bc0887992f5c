/** A person at a browser window, on the server's own pages: signs in, and says yes or no to an app. */
export interface Visitor {
  /** Opens an address and answers the pages that come, up to the address that leads out of the server. Null = stuck there, window closed. */
  authorize(url: string, answer?: 'allow' | 'deny'): Promise<string | null>;
}

/** One browser with its cookies. It is signed in as soon as it has been asked to. */
export function createVisitor(email: string, password: string): Visitor {
  const cookies = new Map<string, string>();

  async function ask(url: string, body?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const init: RequestInit = { method: body ? 'POST' : 'GET', redirect: 'manual', headers: { cookie }, body };
    const response = await fetch(url, init);
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  }

  return {
    async authorize(url, answer = 'allow') {
      const { origin } = new URL(url);
      let response = await ask(url);
      for (let pages = 0; pages < 10; pages++) {
        const location = response.headers.get('Location');
        if (location !== null) {
          const next = new URL(location, url);
          if (next.origin !== origin) return next.href;
          response = await ask(next.href);
          continue;
        }
        const page = await response.text();
        const form = page.includes('id="new_user"') ? signInForm(page) : consentForm(page, answer);
        if (!form) return null;
        response = await ask(origin + form.action, form.fields);
      }
      return null;
    },
  };

  function signInForm(page: string): Form | null {
    const form = formsOf(page).find(({ action }) => action === '/auth/sign_in');
    form?.fields.set('user[email]', email);
    form?.fields.set('user[password]', password);
    return form ?? null;
  }
}

interface Form {
  action: string;
  fields: URLSearchParams;
}

function consentForm(page: string, answer: 'allow' | 'deny'): Form | null {
  const forms = formsOf(page).filter(({ action }) => action === '/oauth/authorize');
  return forms.find(({ fields }) => (fields.get('_method') === 'delete') === (answer === 'deny')) ?? null;
}

function formsOf(page: string): Form[] {
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', inside = '']) => {
    const fields = new URLSearchParams();
    for (const [input] of inside.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)) fields.set(attribute(input, 'name'), attribute(input, 'value'));
    return { action: attribute(head, 'action'), fields };
  });
}

function attribute(tag: string, name: string): string {
  const found = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return found.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
