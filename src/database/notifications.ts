import { EventEmitter } from 'node:events';
import pg from 'pg';
import { WatchedClient } from './watched-client.ts';

/** Milliseconds before a lost connection is tried again. */
const RETRY = 500;
/** Milliseconds between two questions to the server: who only listens would never learn that nobody speaks any more. */
const HEARTBEAT = 10_000;

interface Options {
  /** Asks the server something, as the connection is new and again and again. */
  beat?: (client: pg.Client) => Promise<unknown>;
  /** Milliseconds between two beats. */
  every?: number;
}

interface Events {
  /** A message on a channel. */
  message: [channel: string, payload: string];
  /** The connection is new: messages may have been missed, so what was learnt from them is stale. */
  reset: [];
}

/**
 * Listens to PostgreSQL's NOTIFY on a connection of its own and reconnects for as long as it is open.
 * It cannot go through a pooler that shares connections between transactions.
 */
export class Notifications extends EventEmitter<Events> {
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #url: string;
  readonly #channels: readonly string[];
  readonly #beat: NonNullable<Options['beat']>;
  readonly #every: number;

  constructor(
    url: string,
    channels: readonly string[],
    { beat = (client) => client.query('SELECT 1'), every = HEARTBEAT }: Options = {},
  ) {
    super();
    this.#url = url;
    this.#channels = channels;
    this.#beat = beat;
    this.#every = every;
  }

  /** Connects and listens; rejects where that fails the first time. */
  async open(): Promise<void> {
    const client = new WatchedClient({
      connectionString: this.#url,
      application_name: 'tallyscope-listen',
    });
    client.on('notification', ({ channel, payload }) => this.emit('message', channel, payload ?? ''));
    try {
      await client.connect();
      for (const channel of this.#channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      await this.#beat(client);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    if (this.#closed) return client.end();
    // Only a connection that listened is followed by another: one at a time, however often connecting fails.
    const heartbeat = setInterval(() => this.#beat(client).catch(() => undefined), this.#every);
    client.once('end', () => {
      clearInterval(heartbeat);
      this.#again();
    });
    this.#client = client;
    this.emit('reset');
  }

  #again(): void {
    this.#client = undefined;
    if (this.#closed) return;
    this.#retry = setTimeout(() => this.open().catch(() => this.#again()), RETRY);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }
}
