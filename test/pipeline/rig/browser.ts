import assert from 'node:assert/strict';

/** A browser without JavaScript: keeps cookies, reads a page's form and sends it. */
export class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();
  /** Sent with every request, as a browser or somebody who plays with one would. */
  readonly #headers: Record<string, string>;

  constructor(origin: string, headers: Record<string, string> = {}) {
    this.#origin = origin;
    this.#headers = headers;
  }

  /** Values of all cookies, as they are sent. */
  get cookies(): string[] {
    return [...this.#cookies.values()];
  }

  /** Requests a page and follows where it leads. */
  async open(path: string, form?: URLSearchParams): Promise<{ url: string; status: number; html: string }> {
    const response = await fetch(this.#origin + path, {
      ...(form && { method: 'POST', body: form }),
      redirect: 'manual',
      headers: {
        ...this.#headers,
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const html = await response.text();
    if (response.status >= 300 && response.status < 400 && location) return this.open(location);
    return { url: path, status: response.status, html };
  }

  /** Opens a page, fills in the form that goes to `action` and sends it. */
  async submit(page: string, action: string, fields: Record<string, string>) {
    const { html } = await this.open(page);
    const hidden = [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      /value="([^"]*)"/.exec(input)?.[1] ?? '',
    ]);
    assert.ok(html.includes(action), `${page} has no form for ${action}`);
    const known = Object.fromEntries(hidden) as Record<string, string>;
    return this.open(action, new URLSearchParams({ ...known, ...fields }));
  }
}
