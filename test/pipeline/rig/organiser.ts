import assert from 'node:assert/strict';
import { connectDatabase } from '#src/database/database.ts';
import type { QuestionPolicy } from '#src/database/models/question.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { eventually } from '../../support/eventually.ts';

/** A published question as votes need it. */
export interface Asked {
  slug: string;
  choices: number[];
}

/** An export that has ended well, as tests look at it. */
export interface Exported {
  trace_id: string | null;
}

/** Name and password of the account that `Organiser.register` creates. */
export const account = { name: 'organiser', password: 'correct horse battery staple' };

/** An organiser at the API. */
export class Organiser {
  readonly #api: string;
  readonly #headers: Record<string, string>;

  private constructor(api: string, token: string) {
    this.#api = api;
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  }

  /** Creates the account in the database and logs in at the service. */
  static async register(databaseUrl: string, serviceUrl: string): Promise<Organiser> {
    const database = connectDatabase(databaseUrl, { poolSize: 1 });
    try {
      await createAccount(database, { ...account, role: 'organiser' });
    } finally {
      await database.close();
    }
    return Organiser.logIn(serviceUrl);
  }

  static async logIn(serviceUrl: string): Promise<Organiser> {
    const api = `${serviceUrl}/api/v1`;
    const response = await fetch(`${api}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    assert.equal(response.status, 201);
    return new Organiser(api, ((await response.json()) as { token: string }).token);
  }

  /** Sends a request; gives the answer's body. Fails for any answer that is no success. */
  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.#api + path, {
      method,
      headers: this.#headers,
      body: JSON.stringify(body ?? {}),
      ...(method === 'GET' && { body: null }),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** Reads what is no JSON, such as a file. Fails for any answer that is no success. */
  async text(path: string): Promise<string> {
    const response = await fetch(this.#api + path, { headers: this.#headers });
    const text = await response.text();
    assert.ok(response.ok, `GET ${path} answered ${response.status}: ${text}`);
    return text;
  }

  /** Creates and publishes a question. */
  async publish(
    text: string,
    input: { choices?: string[]; policy?: QuestionPolicy; secret?: boolean } = {},
  ): Promise<Asked> {
    const draft = { text, choices: ['Yes', 'No', 'Perhaps'], policy: 'open', ...input };
    const { slug } = await this.send<{ slug: string }>('POST', '/questions', draft);
    const published = await this.send<{ choices: { id: number }[] }>('POST', `/questions/${slug}/publish`);
    return { slug, choices: published.choices.map(({ id }) => id) };
  }
  /** Waits until the export has ended well. */
  exported(id: string): Promise<Exported> {
    return eventually(
      async () => {
        const found = await this.send<Exported & { state: string }>('GET', `/exports/${id}`);
        assert.equal(found.state, 'succeeded');
        return found;
      },
      { withinMs: 60_000 },
    );
  }
}
