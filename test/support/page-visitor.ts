import type { TestApp } from './test-app.ts';

export interface VisitedPage {
  status: number;
  location: string | undefined;
  headers: Record<string, unknown>;
  body: string;
}

/** A browser without JavaScript: keeps cookies and sends forms with the token that pages carry. */
export class PageVisitor {
  readonly cookies = new Map<string, string>();
  readonly #app: TestApp['app'];
  readonly #headers: Record<string, string>;

  constructor({ app }: TestApp, headers: Record<string, string> = {}) {
    this.#app = app;
    this.#headers = { accept: 'text/html', ...headers };
  }

  get(url: string): Promise<VisitedPage> {
    return this.#send({ method: 'GET', url });
  }

  /** Sends a form to `action`, with a token from the log-in page. */
  async post(action: string, fields: Record<string, string | string[]> = {}): Promise<VisitedPage> {
    const token = await this.#token();
    const pairs = Object.entries({ _csrf: token, ...fields }).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    const payload = new URLSearchParams(pairs).toString();
    return this.#send({ method: 'POST', url: action, payload });
  }

  logIn(username: string, password = 'correct horse'): Promise<VisitedPage> {
    return this.post('/login', { username, password });
  }

  async #token(): Promise<string> {
    // Any page with a form has one; who is logged in has one in the header of every page.
    const isLoggedIn = ['session', '__Host-session'].some((name) => this.cookies.has(name));
    const { body } = await this.#send({ method: 'GET', url: isLoggedIn ? '/' : '/login' });
    const [, token] = /name="_csrf" value="([^"]*)"/.exec(body) ?? [];
    return token ?? '';
  }

  async #send(request: { method: 'GET' | 'POST'; url: string; payload?: string }): Promise<VisitedPage> {
    const response = await this.#app.inject({
      ...request,
      headers: { ...this.#headers, 'content-type': 'application/x-www-form-urlencoded' },
      cookies: Object.fromEntries(this.cookies),
    });
    for (const { name, value } of response.cookies) {
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const { statusCode: status, headers, body } = response;
    return { status, location: headers.location, headers, body };
  }
}
