import type pg from 'pg';
import { WatchedClient } from '#src/database/watched-client.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';

/** Advisory locks in two numbers: the first says of what kind, the second is a hash of the name. */
export const RUN_LOCK = 7_283_402;
const KEY_LOCK = 7_283_403;

/**
 * A database connection of its own for one run of an export: COPY would keep a pooled one for long, and the locks live
 * and die with it, so a crash frees them at once.
 */
export class ExportConnection implements AsyncDisposable {
  readonly client: pg.Client;

  constructor(url: string) {
    this.client = new WatchedClient({
      connectionString: url,
      application_name: 'tallyscope-export',
      keepAlive: true,
      connectionTimeoutMillis: 5000,
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
      RUN_LOCK,
      exportId,
    ]);
    if (!rows[0].locked) throw new ExportFailure('already_running', [], { transient: true });
  }

  /** Runs `work` while no other export of this database writes to the object. */
  async withKey<T>(key: string, work: () => Promise<T>): Promise<T> {
    await this.client.query('SELECT pg_advisory_lock($1, hashtext($2))', [KEY_LOCK, key]);
    const result = await work();
    await this.client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [KEY_LOCK, key]);
    return result;
  }

  /** @throws {ExportFailure} where the question is gone: an empty file would hide that. */
  async assertQuestion(id: number, slug: string): Promise<void> {
    const { rowCount } = await this.client.query('SELECT FROM questions WHERE id = $1', [id]);
    if (rowCount === 0) throw new ExportFailure('question_deleted', [slug]);
  }

  /** Drops the connection whatever it is doing; a statement under way is rejected. */
  destroy(): void {
    // pg has no such call of its own: `end` waits for a COPY that nobody reads any more.
    (this.client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.destroy();
  }
}
