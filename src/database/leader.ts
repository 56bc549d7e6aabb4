import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { WatchedClient } from './watched-client.ts';

interface Options {
  /** Its advisory lock: one of `LOCKS`. */
  lock: number;
  /** What the server lists its connection as. */
  name: string;
  /** Milliseconds that it waits for a statement at most; for ever unless given. */
  patience?: number;
  log: Pick<Logger, 'warn'>;
  /** What the log says of a round that failed. */
  failure: string;
  /** Milliseconds to wait behind a round that took so long. */
  pause(took: number): number;
  /** What the one process that leads does each round, on the connection that holds the lock; once `stopping`, it ends soon. */
  work(client: pg.Client, stopping: AbortSignal): Promise<unknown>;
  /** What it does before its first round. */
  begin?(client: pg.Client): Promise<unknown>;
  /** A round failed, and the lock went with its connection: another process may lead by now. */
  lost(): void;
}

/**
 * Repeats work on one process of all: the one whose connection holds the lock. When that process or its connection ends,
 * another takes over within a round.
 */
export class Leader {
  readonly #url: string;
  readonly #options: Options;
  readonly #stopping = new AbortController();
  #client: pg.Client | undefined;
  #leads = false;
  #rounds: Promise<void> = Promise.resolve();

  constructor(databaseUrl: string, options: Options) {
    this.#url = databaseUrl;
    this.#options = options;
  }

  /** Works until it is stopped; resolves after the first round, which may find another process leading. */
  async start(): Promise<void> {
    const began = performance.now();
    this.#rounds = this.#round();
    await this.#rounds;
    this.#rounds = this.#goOn(began);
  }

  /** Ends after the round under way, or after one more where this process leads, and lets another lead. */
  async stop({ onceMore = false } = {}): Promise<void> {
    this.#stopping.abort();
    await this.#rounds;
    if (onceMore && this.#leads) await this.#round();
    await this.#resign();
  }

  async #goOn(began: number): Promise<void> {
    const { signal } = this.#stopping;
    let since = began;
    const paused = () =>
      sleep(this.#options.pause(performance.now() - since), true, { signal }).catch(() => false);
    while (await paused()) {
      since = performance.now();
      await this.#round();
    }
  }

  async #round(): Promise<void> {
    const { work, lost, log, failure } = this.#options;
    try {
      this.#client ??= await this.#connect();
      if (await this.#lead(this.#client)) await work(this.#client, this.#stopping.signal);
    } catch (error) {
      lost();
      await this.#resign();
      log.warn({ err: error }, failure);
    }
  }

  async #connect(): Promise<pg.Client> {
    const { name, patience } = this.#options;
    const client = new WatchedClient({
      connectionString: this.#url,
      application_name: name,
      query_timeout: patience,
    });
    await client.connect();
    return client;
  }

  async #lead(client: pg.Client): Promise<boolean> {
    if (this.#leads) {
      // The lock lives as long as the connection.
      await client.query('SELECT 1');
      return true;
    }
    const { lock, begin } = this.#options;
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS held', [lock]);
    if (rows[0].held) await begin?.(client);
    this.#leads = rows[0].held;
    return this.#leads;
  }

  async #resign(): Promise<void> {
    this.#leads = false;
    await this.#client?.end().catch(() => undefined);
    this.#client = undefined;
  }
}
