import type { Asked } from '../pipeline/rig/organiser.ts';

const VOTE_EVERY_MS = 100;
const PAGE_EVERY_MS = 200;
const ANSWER_MS = 15_000;
/** How far back a summary looks, in milliseconds. */
const RECENT_MS = 15_000;

interface Answer {
  kind: 'votes' | 'pages';
  at: number;
  ms: number;
  status: number | undefined;
}

/** Ten votes a second at the API and five pages, whatever becomes of them. */
export class Traffic {
  #answers: Answer[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #apiUrl: string;
  readonly #webUrl: string;
  readonly #questions: readonly Asked[];
  #turn = 0;

  constructor(apiUrl: string, webUrl: string, questions: readonly Asked[]) {
    this.#apiUrl = apiUrl;
    this.#webUrl = webUrl;
    this.#questions = questions;
  }

  start(): void {
    this.#timers.push(
      setInterval(() => this.#vote(), VOTE_EVERY_MS),
      setInterval(() => this.#page(), PAGE_EVERY_MS),
    );
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** What voters and visitors met in the last 15 seconds, in a line. */
  summary(kind: Answer['kind']): string {
    const recent = this.#answers.filter(
      ({ at, ...answer }) => answer.kind === kind && at > Date.now() - RECENT_MS,
    );
    const ok = recent.filter(({ status }) => status !== undefined && status < 400);
    const times = ok.map(({ ms }) => ms).sort((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)];
    const failed = recent.filter((answer) => !ok.includes(answer)).map(({ status }) => status ?? 'no answer');
    return [
      `${ok.length} answered${median === undefined ? '' : `, half of them within ${median.toFixed(0)} ms`}`,
      ...(failed.length > 0 ? [`${failed.length} failed (${[...new Set(failed)].join(', ')})`] : []),
    ].join('; ');
  }

  #vote(): void {
    const { slug, choices } = this.#next();
    this.#request('votes', `${this.#apiUrl}/api/v1/questions/${slug}/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ choices: [choices[0]] }),
    });
  }

  #page(): void {
    const { slug } = this.#next();
    this.#request('pages', this.#webUrl + (this.#turn % 2 === 0 ? '/' : `/questions/${slug}/results`), {});
  }

  #next(): Asked {
    this.#turn += 1;
    return this.#questions[this.#turn % this.#questions.length] as Asked;
  }

  async #request(kind: Answer['kind'], url: string, init: RequestInit): Promise<void> {
    const started = performance.now();
    let status: number | undefined;
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
      await response.arrayBuffer();
      status = response.status;
    } catch {
      // No answer is an answer too.
    }
    this.#answers.push({ kind, at: Date.now(), ms: performance.now() - started, status });
    if (this.#answers.length > 1000) this.#answers = this.#answers.slice(-500);
  }
}
