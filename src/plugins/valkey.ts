import type { FastifyBaseLogger } from 'fastify';
import { Redis } from 'ioredis';

/** Longer than an answer takes on one network; a request does not wait for more. Milliseconds. */
const COMMAND_TIMEOUT = 250;
/** Milliseconds without a word on something asked after which the connection is made anew. */
const SILENCE = 2000;
const RECONNECT_AT_MOST = 2000;
/** Milliseconds between two looks whether Valkey counts again. */
const LOOK = 2000;
/** What is written to see whether anything can be; it is gone at once. */
const LOOK_KEY = 'limit:look';

const SILENT = 'Valkey does not answer.';
const NO_WRITES = 'Valkey takes no writes.';

/** Where it is, and who hears of faults. */
export interface ValkeyOptions {
  url: string;
  password?: string | undefined;
  log: Pick<FastifyBaseLogger, 'warn' | 'info'>;
}

/** What is wrong, in words that say what to do and hold nothing of the address or the password. */
function explain({ message }: Error): string {
  if (/WRONGPASS|invalid password/.test(message)) return 'Valkey refuses the password.';
  if (/NOAUTH/.test(message)) return 'Valkey asks for a password.';
  if (/NOPERM/.test(message)) return 'Valkey refuses the commands that limits take.';
  if (/^OOM/.test(message)) return 'Valkey has no memory left.';
  if (/^(?:READONLY|MISCONF|NOREPLICAS)/.test(message)) return NO_WRITES;
  return SILENT;
}

/**
 * The connection to Valkey, or to a Redis of version 6 or newer. It reconnects for ever, and logs a fault once, not at each try.
 * It is well only while it counts: a connected server may not answer, be full or take no writes.
 */
export class Valkey {
  readonly client: Redis;
  #problem: string | undefined = SILENT;
  #answered = false;
  #told: string | undefined;
  #look: NodeJS.Timeout | undefined;
  readonly #log: ValkeyOptions['log'];

  constructor({ url, password, log }: ValkeyOptions) {
    this.#log = log;
    this.client = new Redis(url, {
      ...(password && { password }),
      commandTimeout: COMMAND_TIMEOUT,
      connectTimeout: 5000,
      socketTimeout: SILENCE,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (tries) => Math.min(tries * 100, RECONNECT_AT_MOST),
    });
    this.client.on('error', (error) => this.#fail(explain(error)));
    this.client.on('close', () => this.#fail(this.#problem ?? SILENT));
    this.client.on('ready', () => {
      this.#answered = true;
      void this.#lookAgain();
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

  /** Notes that it did not count what it was asked to; it is looked after until it does. */
  failed(error: Error): void {
    this.#fail(explain(error));
    this.#look ??= setTimeout(() => {
      this.#look = undefined;
      // After a failover the name may lead to another one, which takes them.
      if (this.#problem === NO_WRITES) this.client.disconnect(true);
      else void this.#lookAgain();
    }, LOOK);
  }

  close(): void {
    clearTimeout(this.#look);
    this.client.removeAllListeners('close');
    this.client.disconnect();
  }

  #fail(problem: string): void {
    this.#problem = problem;
    if (this.#told !== problem) this.#log.warn({ problem }, 'limits are counted in this process alone');
    this.#told = problem;
  }

  /** Writes something, where it is connected; else it does so once it is. */
  async #lookAgain(): Promise<void> {
    if (this.client.status !== 'ready') return;
    try {
      await this.client.set(LOOK_KEY, '', 'PX', 1);
      this.#problem = undefined;
      if (this.#told) this.#log.info('limits are shared again');
      this.#told = undefined;
    } catch (error) {
      this.failed(error as Error);
    }
  }
}
