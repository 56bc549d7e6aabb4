import { randomUUID } from 'node:crypto';

interface Question {
  slug: string;
  status: string;
  kind: string;
  policy: string;
  min_choices: number;
  max_choices: number;
  choices: { id: number }[];
}

/** Casts real votes through the API, one at a time, on questions that take them from anybody, and choices picked at random. */
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
    this.#questions = questions.filter(
      ({ status, policy }) => status === 'open' && (policy === 'open' || policy === 'browser'),
    );
    if (this.#questions.length === 0) throw new Error('There is no open question to vote on.');
    await this.vote();
    this.#timer = setInterval(() => this.vote(), intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async vote(): Promise<void> {
    const question = pick(this.#questions);
    const response = await fetch(`${this.#api}/questions/${question.slug}/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ choices: ballot(question) }),
    }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) this.cast += 1;
    else this.refused += 1;
  }
}

/** A ballot of a length that the question takes: distinct choices, the first of the question most often. */
function ballot({ kind, min_choices: min, max_choices: max, choices }: Question): number[] {
  const left = choices.map(({ id }) => id);
  const length = min + Math.floor(Math.random() * (max - min + 1));
  // Squared, so that some lead and results look like results.
  const chosen = Array.from({ length }, () =>
    left.splice(Math.floor(Math.random() ** 2 * left.length), 1),
  ).flat();
  return kind === 'ranked' ? chosen : chosen.sort((one, other) => one - other);
}

function pick<T>(items: T[]): T {
  return items[Math.floor(Math.random() * items.length)] as T;
}
