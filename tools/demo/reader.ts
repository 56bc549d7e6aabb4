import { setTimeout as sleep } from 'node:timers/promises';

interface Question {
  slug: string;
  status: string;
  results: string;
}

/** Somebody who looks: opens pages one at a time and follows the results of a question live, without which objectives of both have nothing to judge. */
export class Reader {
  readonly #service: string;
  readonly #over = new AbortController();

  constructor(serviceUrl: string) {
    this.#service = serviceUrl;
  }

  /** Opens a page about once in `intervalMs`, until `stop`. Rejects where there are no results to look at. */
  async start(intervalMs: number): Promise<void> {
    const response = await fetch(`${this.#service}/api/v1/questions?limit=100`);
    if (!response.ok) throw new Error(`GET /api/v1/questions answered ${response.status}.`);
    const { questions } = (await response.json()) as { questions: Question[] };
    const slugs = questions
      .filter(({ status, results }) => status === 'open' && results === 'always')
      .map(({ slug }) => slug);
    const [followed] = slugs;
    if (!followed) throw new Error('There is no open question whose results anybody may see.');
    const pages = ['/', ...slugs.flatMap((slug) => [`/questions/${slug}`, `/questions/${slug}/results`])];
    let next = 0;
    this.#again(intervalMs, () => this.#read(pages[next++ % pages.length] as string));
    this.#again(intervalMs, () => this.#read(`/questions/${followed}/live`));
  }

  stop(): void {
    this.#over.abort();
  }

  async #again(intervalMs: number, look: () => Promise<void>): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      // While the service is away there is nothing to see, and nobody to be told.
      await look().catch(() => undefined);
      await sleep(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #read(path: string): Promise<void> {
    const { body } = await fetch(this.#service + path, { signal: this.#over.signal });
    await body?.pipeTo(new WritableStream());
  }
}
