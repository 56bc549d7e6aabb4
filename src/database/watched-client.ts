import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';
import { socketOf } from '#src/database/socket-of.ts';
import { watchSilence } from './silent-connections.ts';

/** Finds out that the machine at the other end is gone, even while no statement runs. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
/** Milliseconds that connecting may take. */
const CONNECTING = { connectionTimeoutMillis: 5000 };
/** Milliseconds until whoever asks after a silent connection is answered. */
const ASKING = { query_timeout: 5000 };

/**
 * The same for the server: without it, a server would keep the connections of a lost machine, and locks that they hold, for
 * two hours.
 */
const HEARD = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';
/** Settings that our statements and the driver rely on, whatever the database or role is set to. */
const PLAIN = `SET DateStyle = 'ISO'; SET array_nulls = on; SET standard_conforming_strings = on;
  SET default_transaction_isolation = 'read committed'; SET client_min_messages = 'warning';
  SET extra_float_digits = 1; SET quote_all_identifiers = off`;
/**
 * No time limits: connections that listen, hold a lock or wait in the pool are idle for long, and an export, a backup or a migration
 * that is cut short would start again and never end. An older PostgreSQL does not know all of these settings.
 */
const LASTING = `SELECT set_config(name, '0', false)
  FROM unnest('{idle_session_timeout,statement_timeout,transaction_timeout}'::text[]) AS name
  WHERE current_setting(name, true) <> '0'`;
/** A vote is acknowledged once it is on disk. How far commits wait for standbys stays as the operator set it. */
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;
/**
 * Limits for pooled connections. A transaction that stops between two statements may hold locks that votes of other processes
 * wait for. Waiting for a lock ends as well: otherwise one locked table could take up every connection of the pool. Votes
 * try again (`sturdyCommit`).
 */
const BRIEF = "SET idle_in_transaction_session_timeout = '15s'; SET lock_timeout = '10s'";

/** The routine whose notice says that somebody cancelled a commit's wait for a standby; the commit is then answered as done. */
const GAVE_UP_WAITING = 'SyncRepWaitForLSN';

/** Ends a connection, and rejects what waits for it, whatever else the server has sent. */
function lose(client: pg.Client, why: string): void {
  const { connection } = client as unknown as { connection: EventEmitter };
  connection.emit('error', new Error(`Connection terminated: ${why}`));
  socketOf(client).destroy();
}

/** Node's errors for a length or an offset outside of a message. */
const MISREAD: ReadonlySet<unknown> = new Set(['ERR_OUT_OF_RANGE', 'ERR_BUFFER_OUT_OF_BOUNDS']);

/**
 * Ends a connection whose server sends what is not PostgreSQL's protocol. The driver parses it in an event listener, where
 * the error would end the process.
 */
function endOnGarbage(client: pg.Client): void {
  const { connection } = client as unknown as { connection: { attachListeners(stream: Socket): void } };
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    attach(stream);
    const read = stream.listeners('data').at(-1) as (bytes: Buffer) => void;
    stream.off('data', read);
    stream.on('data', (bytes: Buffer) => {
      try {
        read(bytes);
      } catch (error) {
        if (!MISREAD.has((error as NodeJS.ErrnoException).code)) throw error;
        stream.destroy(
          new Error('Connection terminated: the server said what cannot be read', { cause: error }),
        );
      }
    });
  };
}

/** Adds to the system's error for a lost connection that it was the database's: a command prints nothing else. */
function nameLoss(client: pg.Client): void {
  const { connection } = client as unknown as { connection: EventEmitter };
  connection.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.syscall) error.message = `The connection to the database was lost: ${error.message}`;
  });
}

/**
 * The driver's client, except that a lost connection without an `error` listener does not end the process: pools and callers
 * start to listen a moment after the connection is made, and pg-boss stops before it closes one. The next statement on the
 * connection is rejected.
 */
class CalmClient extends pg.Client {
  constructor(config: pg.ClientConfig) {
    super(config);
    endOnGarbage(this);
    this.once('connect', () => nameLoss(this));
  }

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    return (event !== 'error' || this.listenerCount('error') > 0) && super.emit(event, ...values);
  }
}

/**
 * The client of every connection of this program. It also notices when a server falls silent, and treats a commit that a standby
 * may lack as unanswered.
 */
export class WatchedClient extends CalmClient {
  constructor(config: string | pg.ClientConfig = {}) {
    const given = typeof config === 'string' ? { connectionString: config } : config;
    super({ ...CONNECTING, ...given, ...KEEP_ALIVE });
    this.on('notice', ({ routine }) => {
      if (routine === GAVE_UP_WAITING) lose(this, "somebody ended a commit's wait for a standby");
    });
    this.once('connect', () =>
      watchSilence(this, () => new CalmClient({ ...given, ...CONNECTING, ...ASKING })),
    );
  }

  override connect(): Promise<pg.Client>;
  override connect(done: (error?: Error) => void): void;
  override connect(done?: (error?: Error) => void): Promise<pg.Client> | undefined {
    const connected = this.#connect();
    if (!done) return connected;
    connected.then(() => done(), done);
    return undefined;
  }

  async #connect(): Promise<pg.Client> {
    await super.connect();
    try {
      await this.query(this.setup());
    } catch (error) {
      // Without these settings a vote could be acknowledged that is not on disk.
      socketOf(this).destroy();
      throw error;
    }
    return this;
  }

  /** SQL that sets up a new connection, before anything else runs on it. */
  protected setup(): string {
    return `${HEARD}; ${PLAIN}; ${LASTING}; ${DURABLE}`;
  }
}

/**
 * A connection of Sequelize's pool. Sequelize reads types on each new connection and, where that fails, leaves it open without an
 * owner: it would use up one of the server's connections, and keep a command from ending.
 */
export class PooledClient extends WatchedClient {
  #pooled = false;

  constructor(config: string | pg.ClientConfig = {}) {
    super(config);
    const { connection } = this as unknown as { connection: EventEmitter };
    connection.on('errorMessage', () => {
      if (!this.#pooled) socketOf(this).destroy();
    });
  }

  /** The pool owns the connection from now on, and closes it. */
  pooled(): void {
    this.#pooled = true;
  }

  protected override setup(): string {
    return `${super.setup()}; ${BRIEF}`;
  }
}

// pg-boss makes the client that it listens on from this export, and takes no other.
Object.assign(pg, { Client: WatchedClient });

/** The driver for Sequelize, with pooled clients. */
export const watchedDriver = { ...pg, Client: PooledClient };
