import { randomUUID } from 'node:crypto';

interface Question {
  slug: string;
  status: string;
  choices: { id: number }[];
}

/** Casts real votes through the API, one at a time, on questions and choices picked at random. */
export class Voter {
  cast = 0;
  refused = 0;
  #questions: Question[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #api: string;

  constructor(serviceUrl: string) {
    this.#api = `${serviceUrl}/api/v1`;
  }

  /** Votes about once in `intervalMs`, until `stop`. Rejects when there is nothing to vote on. */
  async start(intervalMs: number): Promise<void> {
    const response = await fetch(`${this.#api}/questions?limit=100`);
    if (!response.ok) throw new Error(`GET /api/v1/questions answered ${response.status}.`);
    const { questions } = (await response.json()) as { questions: Question[] };
    this.#questions = questions.filter(({ status }) => status === 'open');
    if (this.#questions.length === 0) throw new Error('There is no open question to vote on.');
    await this.vote();
    this.#timer = setInterval(() => this.vote(), intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async vote(): Promise<void> {
    const question = pick(this.#questions);
    // Squared, so that the first choice leads and results look like results.
    const choice = question.choices[Math.floor(Math.random() ** 2 * question.choices.length)];
    const response = await fetch(`${this.#api}/questions/${question.slug}/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ choices: [choice?.id] }),
    }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) this.cast += 1;
    else this.refused += 1;
  }
}

function pick<T>(items: T[]): T {
  return items[Math.floor(Math.random() * items.length)] as T;
}
