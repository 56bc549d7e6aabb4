import type pg from 'pg';
import type { Logger } from 'pino';
import { WatchedClient } from './watched-client.ts';

interface Options {
  /** Advisory lock key: any constant, as long as nothing else in this database uses it. */
  lock: number;
  /** Milliseconds between the end of one round and the next. */
  pace: number;
  log: Pick<Logger, 'warn'>;
  /** What the one process that leads does each round. */
  work(): Promise<void>;
  /** This process does not lead, or no longer. */
  lost(): void;
}

/**
 * Does work again and again on one process of all: the one whose connection holds the lock. When that process or its
 * connection ends, another takes over within a round.
 */
export class Leader {
  readonly #url: string;
  readonly #options: Options;
  #client: pg.Client | undefined;
  #leads = false;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(databaseUrl: string, options: Options) {
    this.#url = databaseUrl;
    this.#options = options;
  }

  /** Works until it is stopped; resolves after the first round, which may find another process leading. */
  async start(): Promise<void> {
    this.#round = this.#try();
    await this.#round;
    if (!this.#stopped) this.#timer = setTimeout(() => void this.start(), this.#options.pace);
  }

  /** Ends after the round under way and lets another process lead. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
    await this.#resign();
  }

  async #try(): Promise<void> {
    try {
      this.#client ??= await this.#connect();
      if (await this.#lead(this.#client)) await this.#options.work();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'a round of housekeeping failed');
      await this.#resign();
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new WatchedClient({
      connectionString: this.#url,
      application_name: 'tallyscope-leader',
      connectionTimeoutMillis: 5000,
      query_timeout: 30_000,
    });
    await client.connect();
    return client;
  }

  async #lead(client: pg.Client): Promise<boolean> {
    if (this.#leads) {
      // The lock lives as long as the connection.
      await client.query('SELECT 1');
    } else {
      const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS held', [this.#options.lock]);
      this.#leads = rows[0].held;
    }
    return this.#leads;
  }

  async #resign(): Promise<void> {
    this.#leads = false;
    this.#options.lost();
    await this.#client?.end().catch(() => undefined);
    this.#client = undefined;
  }
}
