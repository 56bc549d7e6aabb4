import type { FastifyBaseLogger } from 'fastify';
import { Redis } from 'ioredis';

/** Longer than an answer takes on one network; a request does not wait for more. Milliseconds. */
const COMMAND_TIMEOUT = 250;
const RECONNECT_AT_MOST = 2000;

/** Where it is, and who hears of faults. */
export interface ValkeyOptions {
  url: string;
  password?: string | undefined;
  log: Pick<FastifyBaseLogger, 'warn' | 'info'>;
}

/** What is wrong, in words that say what to do and hold nothing of the address or the password. */
function explain(error: Error): string {
  if (/WRONGPASS|invalid password/.test(error.message)) return 'Valkey refuses the password.';
  if (/NOAUTH/.test(error.message)) return 'Valkey asks for a password.';
  if (/NOPERM/.test(error.message)) return 'Valkey refuses the commands that limits take.';
  return 'Valkey does not answer.';
}

/**
 * The connection to Valkey, or to a Redis of version 6 or newer. It is tried for ever; what fails is told once, not each
 * time.
 */
export class Valkey {
  readonly client: Redis;
  #problem: string | undefined = 'Valkey does not answer.';
  #answered = false;

  constructor({ url, password, log }: ValkeyOptions) {
    this.client = new Redis(url, {
      ...(password && { password }),
      commandTimeout: COMMAND_TIMEOUT,
      connectTimeout: 5000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (tries) => Math.min(tries * 100, RECONNECT_AT_MOST),
    });
    let told: string | undefined;
    const fail = (problem: string) => {
      this.#problem = problem;
      if (told !== problem) log.warn({ problem }, 'limits are counted in this process alone');
      told = problem;
    };
    this.client.on('error', (error) => fail(explain(error)));
    this.client.on('close', () => fail(this.#problem ?? 'Valkey does not answer.'));
    this.client.on('ready', () => {
      this.#problem = undefined;
      this.#answered = true;
      if (told) log.info('limits are shared again');
      told = undefined;
    });
  }

  /** What is wrong with it, or undefined where limits are shared. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether it has answered since this process started: from then on the process can do without. */
  get answered(): boolean {
    return this.#answered;
  }

  close(): void {
    this.client.removeAllListeners('close');
    this.client.disconnect();
  }
}
