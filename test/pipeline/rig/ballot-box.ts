import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked } from './organiser.ts';

/** A vote that a process acknowledged: 201, and not as a repetition. */
export interface Acknowledgement {
  at: number;
  url: string;
  slug: string;
}

interface Answer {
  status: number;
  replayed: boolean;
}

/** How fast votes are cast; may be changed while they are. */
export interface Pace {
  concurrency: number;
  perSecond: number;
  /** More votes than were asked for are cast while this is true. */
  keepGoing?: boolean;
}

const add = (counts: Map<string, number>, key: string, by: number) =>
  counts.set(key, (counts.get(key) ?? 0) + by);

const ANSWER_MS = 10_000;
const RETRY_MS = 100;

/**
 * Casts votes through the API as a client that never gives up: whatever goes wrong, it sends the same vote with the same
 * key again, to the next process. So every vote is acknowledged in the end, and the ledger must have each exactly once.
 */
export class BallotBox {
  readonly acknowledged: Acknowledgement[] = [];
  /** Votes by question, each cast once however often it was sent. */
  readonly cast = new Map<string, number>();
  /** Seconds from sending to the acknowledgement, with `Date.now()` of the latter. */
  readonly latencies: { at: number; seconds: number }[] = [];
  retries = 0;
  #next = 0;
  readonly #inFlight = new Map<string, Map<string, number>>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });

  /** Votes by question that are with a process and not answered yet. */
  inFlight(url: string): Map<string, number> {
    return new Map(this.#inFlight.get(url));
  }

  /** Votes by question that a process acknowledged since `at`, in milliseconds. */
  acknowledgedSince(url: string, at: number): Map<string, number> {
    const counts = new Map<string, number>();
    for (let index = this.acknowledged.length - 1; index >= 0; index -= 1) {
      const entry = this.acknowledged[index];
      if (!entry || entry.at < at) break;
      if (entry.url === url) add(counts, entry.slug, 1);
    }
    return counts;
  }

  /** Casts one vote; resolves when it is acknowledged. */
  async vote(urls: readonly string[], { slug, choices }: Asked): Promise<void> {
    const body = JSON.stringify({ choices: [choices[Math.floor(Math.random() * choices.length)]] });
    const key = randomUUID();
    const sentAt = performance.now();
    for (;;) {
      const url = urls[this.#next++ % urls.length] as string;
      const answer = await this.#send(url, slug, key, body);
      if (answer?.status === 201) {
        if (!answer.replayed) this.acknowledged.push({ at: Date.now(), url, slug });
        add(this.cast, slug, 1);
        this.latencies.push({ at: Date.now(), seconds: (performance.now() - sentAt) / 1000 });
        return;
      }
      if (answer && answer.status < 500) throw new Error(`The vote was answered with ${answer.status}.`);
      this.retries += 1;
      await sleep(RETRY_MS);
    }
  }

  /** Casts `count` votes on questions taken in turn, `concurrency` at a time. `questions` may grow meanwhile. */
  async castMany(
    urls: readonly string[],
    questions: readonly Asked[],
    count: number,
    pace: Pace = { concurrency: 32, perSecond: Number.POSITIVE_INFINITY },
  ): Promise<void> {
    let started = 0;
    const begin = Date.now();
    await Promise.all(
      Array.from({ length: pace.concurrency }, async () => {
        while (started < count || pace.keepGoing) {
          const question = questions[started++ % questions.length] as Asked;
          const early = begin + (started / pace.perSecond) * 1000 - Date.now();
          if (early > 0) await sleep(early);
          await this.vote(urls, question);
        }
      }),
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(url: string, slug: string, key: string, body: string): Promise<Answer | undefined> {
    const inFlight = this.#inFlight.get(url) ?? new Map<string, number>();
    this.#inFlight.set(url, inFlight);
    add(inFlight, slug, 1);
    return new Promise<Answer | undefined>((resolve) => {
      const call = request(`${url}/api/v1/questions/${slug}/votes`, {
        method: 'POST',
        agent: this.#agent,
        timeout: ANSWER_MS,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      });
      call.once('response', (response) => {
        response.once('error', () => resolve(undefined));
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            replayed: response.headers['idempotent-replayed'] === 'true',
          }),
        );
        response.resume();
      });
      call.once('timeout', () => call.destroy());
      call.on('error', () => resolve(undefined));
      call.once('close', () => resolve(undefined));
      call.end(body);
    }).finally(() => add(inFlight, slug, -1));
  }
}
