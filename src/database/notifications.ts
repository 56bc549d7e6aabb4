import { EventEmitter } from 'node:events';
import pg from 'pg';

/** Milliseconds before a lost connection is tried again. */
const RETRY = 500;

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

  constructor(url: string, channels: readonly string[]) {
    super();
    this.#url = url;
    this.#channels = channels;
    // One listener a live stream.
    this.setMaxListeners(0);
  }

  /** Connects; rejects where the first connection fails. */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'tallyscope-listen',
      keepAlive: true,
    });
    client.on('notification', ({ channel, payload }) => this.emit('message', channel, payload ?? ''));
    client.on('error', () => undefined);
    client.once('end', () => this.#again(client));
    await client.connect();
    for (const channel of this.#channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    this.#client = client;
    this.emit('reset');
  }

  #again(lost: pg.Client): void {
    if (this.#closed || (this.#client && this.#client !== lost)) return;
    this.#client = undefined;
    this.#retry = setTimeout(() => this.open().catch(() => this.#again(lost)), RETRY);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }
}
