import type pg from 'pg';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { socketOf } from '#src/database/socket-of.ts';
import { WatchedClient } from '#src/database/watched-client.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';

/**
 * A database connection for one run of an export: COPY would keep one of the pool for long, and the locks end with the
 * connection, so that a crash frees them at once.
 */
export class ExportConnection implements AsyncDisposable {
  readonly client: pg.Client;

  constructor(url: string) {
    this.client = new WatchedClient({
      connectionString: url,
      application_name: 'tallyscope-export',
    });
  }

  /** @throws {ExportFailure} where the database cannot be reached or another process runs this export. */
  async open(exportId: string): Promise<void> {
    try {
      await this.client.connect();
    } catch (cause) {
      throw new ExportFailure('database_unreachable', [], { cause, transient: true });
    }
    const { rows } = await this.client.query('SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked', [
      LOCKS.exportRun,
      exportId,
    ]);
    if (!rows[0].locked) throw new ExportFailure('already_running', [], { transient: true });
  }

  /** Waits until no other export of this database writes to these objects, and keeps others off. */
  async lock(keys: readonly string[]): Promise<void> {
    await this.#eachKey('pg_advisory_lock', keys);
  }

  /** Lets other exports write to these objects again; the end of the connection does so for all. */
  async unlock(keys: readonly string[]): Promise<void> {
    await this.#eachKey('pg_advisory_unlock', keys);
  }

  /** Ballots of questions by their ids; a question that is gone is left out. */
  async ballotsOf(questionIds: readonly number[]): Promise<Map<number, number>> {
    const { rows } = await this.client.query<{ id: number; ballots: number }>(
      `SELECT q.id, coalesce(t.ballots, 0)::float8 AS ballots
      FROM questions q LEFT JOIN turnouts t ON t.question_id = q.id WHERE q.id = ANY ($1::integer[])`,
      [questionIds],
    );
    return new Map(rows.map(({ id, ballots }) => [id, ballots]));
  }

  /** Drops the connection whatever it is doing; a statement under way is rejected. */
  destroy(): void {
    socketOf(this.client).destroy();
  }

  /** All in one order, so that two exports never wait for each other. */
  async #eachKey(change: string, keys: readonly string[]): Promise<void> {
    const inOrder = 'SELECT key FROM unnest($2::text[]) AS key ORDER BY hashtext(key)';
    await this.client.query(`SELECT ${change}($1, hashtext(key)) FROM (${inOrder}) AS keys`, [
      LOCKS.exportObject,
      keys,
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.destroy();
  }
}
