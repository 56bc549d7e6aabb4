import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';
import { socketOf } from '#src/database/socket-of.ts';
import { watchSilence } from './silent-connections.ts';

/** What finds out that the machine at the other end is gone, also while nothing is asked. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
/** Milliseconds that asking after a silent connection may take: to connect, and to be answered. */
const ASKING = { connectionTimeoutMillis: 5000, query_timeout: 5000 };

/**
 * The same the other way round: a server that nobody tells of the loss of this machine would keep what its connections
 * hold, such as advisory locks, for two hours.
 */
const HEARD = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';
/** What statements here and the driver take for granted, whatever the database was set to for others. */
const PLAIN = `SET DateStyle = 'ISO'; SET array_nulls = on; SET standard_conforming_strings = on;
  SET default_transaction_isolation = 'read committed'; SET client_min_messages = 'warning';
  SET extra_float_digits = 1; SET quote_all_identifiers = off`;
/**
 * Who listens, holds a lock or waits in the pool is idle for long. An export, a backup, a migration and deleting many votes take as
 * long as they take: cut short they would begin anew for ever. An older PostgreSQL does not know all of these.
 */
const LASTING = `SELECT set_config(name, '0', false)
  FROM unnest('{idle_session_timeout,statement_timeout,transaction_timeout}'::text[]) AS name
  WHERE current_setting(name, true) <> '0'`;
/** A vote is acknowledged once it is on disk. How far commits wait for standbys stays as the operator set it. */
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;
/**
 * Nobody thinks for so long between two statements of a transaction: votes of other processes may wait for its locks. Who
 * waits for somebody else's lock gives up as well, or those who need one table would have all connections of the pool for
 * as long as it is held; votes wait on (`sturdyCommit`).
 */
const BRIEF = "SET idle_in_transaction_session_timeout = '15s'; SET lock_timeout = '10s'";

/** Where PostgreSQL warns that somebody has ended a commit's wait for a standby; then it answers as if that had the commit. */
const GAVE_UP_WAITING = 'SyncRepWaitForLSN';

/** Has whoever waits for the client hear that its connection is lost, and not what else has come by it. */
function lose(client: pg.Client, why: string): void {
  const { connection } = client as unknown as { connection: EventEmitter };
  connection.emit('error', new Error(`Connection terminated: ${why}`));
  socketOf(client).destroy();
}

/** What Node says where a length or a place in a message is none. */
const MISREAD: ReadonlySet<unknown> = new Set(['ERR_OUT_OF_RANGE', 'ERR_BUFFER_OUT_OF_BOUNDS']);

/**
 * Has an answer that is none of the protocol end the connection of a client: the driver reads it in a listener, where its
 * error would end the process.
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

/** Has what the system says of a lost connection tell which one that was: a command says nothing else. */
function nameLoss(client: pg.Client): void {
  const { connection } = client as unknown as { connection: EventEmitter };
  connection.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.syscall) error.message = `The connection to the database was lost: ${error.message}`;
  });
}

/**
 * The driver's client, but the loss of its connection ends the process of nobody who does not listen for it. Pools begin
 * to listen a moment after the connection is made, whoever awaits it a moment after that, and pg-boss stops before it
 * closes one; a server that ends it in between would end this process. Whoever uses the connection next is told by the
 * rejection of its statement.
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
 * One of those that also finds a loss that the server tells nobody of, and takes a commit that a standby may lack for one
 * without an answer. Everything here connects by it.
 */
export class WatchedClient extends CalmClient {
  constructor(config: string | pg.ClientConfig = {}) {
    const given = typeof config === 'string' ? { connectionString: config } : config;
    super({ ...given, ...KEEP_ALIVE });
    this.on('notice', ({ routine }) => {
      if (routine === GAVE_UP_WAITING) lose(this, "somebody ended a commit's wait for a standby");
    });
    this.once('connect', () => watchSilence(this, () => new CalmClient({ ...given, ...ASKING })));
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
      await this.query(this.manners());
    } catch (error) {
      // Without them a vote could be acknowledged that is not on disk.
      socketOf(this).destroy();
      throw error;
    }
    return this;
  }

  /** What is asked of the server for this connection, before all else. */
  protected manners(): string {
    return `${HEARD}; ${PLAIN}; ${LASTING}; ${DURABLE}`;
  }
}

/**
 * Sequelize asks for types on each new connection, and leaves it open and to nobody where that fails: it would keep one of
 * the server's connections, and a command from ending.
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

  /** The pool has it: from here on it closes the connection. */
  pooled(): void {
    this.#pooled = true;
  }

  protected override manners(): string {
    return `${super.manners()}; ${BRIEF}`;
  }
}

// pg-boss takes the client on which it listens from here, and no other.
Object.assign(pg, { Client: WatchedClient });

/** The driver for Sequelize, with clients of that kind, whose transactions are never left open. */
export const watchedDriver = { ...pg, Client: PooledClient };
