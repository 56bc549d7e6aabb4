import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

const TICK = 20;
/** On a machine that cannot keep up votes are sent more slowly, instead of piling up. */
const UNDER_WAY_AT_MOST = 400;

/** Votes at a steady rate over connections that are kept, until it is stopped. */
export class Voters {
  readonly failures: string[] = [];
  #sent = 0;
  #under = 0;
  #counted = 0;
  readonly #url: string;
  readonly #body: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #timer: NodeJS.Timeout | undefined;
  #began = 0;
  #ended = 0;

  constructor(url: string, choice: number) {
    this.#url = url;
    this.#body = JSON.stringify({ choices: [choice] });
  }

  /** Votes that were answered with success. */
  get counted(): number {
    return this.#counted;
  }

  /** Votes sent a second, on average. */
  get rate(): number {
    return (this.#sent * 1000) / (this.#ended - this.#began);
  }

  start(perSecond: number): void {
    this.#began = Date.now();
    let due = 0;
    this.#timer = setInterval(() => {
      due += (perSecond * TICK) / 1000;
      for (; due >= 1; due -= 1) if (this.#under < UNDER_WAY_AT_MOST) this.#vote();
    }, TICK);
  }

  /** Sends no more and waits for the answers that are due. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#ended = Date.now();
    while (this.#under > 0) await new Promise((resolve) => setTimeout(resolve, TICK));
    this.#agent.destroy();
  }

  #vote(): void {
    this.#sent += 1;
    this.#under += 1;
    let over = false;
    const done = (failure?: string) => {
      if (over) return;
      over = true;
      this.#under -= 1;
      if (failure) this.failures.push(failure);
      else this.#counted += 1;
    };
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(this.#body),
      'idempotency-key': randomUUID(),
    };
    const vote = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (answer) => {
      answer.resume();
      answer.once('error', (error) => done(error.message));
      answer.once('end', () => done(answer.statusCode === 201 ? undefined : `status ${answer.statusCode}`));
    });
    vote.once('error', (error) => done(error.message));
    vote.end(this.#body);
  }
}
