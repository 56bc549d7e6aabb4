import type { Socket } from 'node:net';
import type { Client, Connection, Submittable } from 'pg';
import { type CopiedRows, CopyRows } from '#src/features/exports/csv/copy-rows.ts';

/** A COPY in the driver's queue of statements. It does not read its rows but tells how far it is. */
class CopyStatement implements Submittable {
  readonly #sql: string;
  readonly #submitted = Promise.withResolvers<Socket>();
  readonly #confirmed = Promise.withResolvers<void>();

  constructor(sql: string) {
    this.#sql = sql;
    // Nobody waits for it any more where an upload fails.
    this.confirmed.catch(() => undefined);
  }

  /** Resolves when it is sent, to the connection's socket. */
  get submitted(): Promise<Socket> {
    return this.#submitted.promise;
  }

  /** Resolves when the server has carried it out. */
  get confirmed(): Promise<void> {
    return this.#confirmed.promise;
  }

  submit(connection: Connection): void {
    const { stream } = connection as unknown as { stream: Socket };
    stream.pause();
    connection.query(this.#sql);
    this.#submitted.resolve(stream);
  }

  handleError(error: Error): void {
    this.#submitted.reject(error);
    this.#confirmed.reject(error);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#confirmed.resolve();
  }
}

/**
 * Runs `COPY … TO STDOUT` and gives its rows as they come, no faster than they are taken. pg itself would make two objects for
 * each of millions of rows. `keyed` rows begin with a number, which is left out; rows of one number come together, as the
 * statement orders them. A caller that stops early can only close the connection.
 */
export async function* copyOut(client: Client, sql: string, keyed = false): AsyncGenerator<CopiedRows> {
  const rows = new CopyRows(keyed);
  const statement = new CopyStatement(sql);
  client.query(statement);
  const socket = await statement.submitted;
  const listeners = socket.listeners('data') as ((bytes: Buffer) => void)[];
  socket.removeAllListeners('data');
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    yield* rows.take(chunk);
    if (rows.after) break;
  }
  for (const listener of listeners) {
    socket.on('data', listener);
    if (rows.after) listener(rows.after);
  }
  socket.resume();
  await statement.confirmed;
}
