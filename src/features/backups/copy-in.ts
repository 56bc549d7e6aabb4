import type { Client } from 'pg';
import { type CopyStreamQuery, from } from 'pg-copy-streams';
import { sqlState } from '#src/database/sql-state.ts';

/** Classes of SQLSTATE that speak of the rows: a value that is none, and one that others forbid. */
const DAMAGED = /^2[23]/;

/** Takes rows into one table, in COPY's text format; what PostgreSQL has against them is what `add` and `end` reject with, also later ones. */
export class CopyIn {
  readonly #stream: CopyStreamQuery;
  #failure: Error | undefined;

  constructor(client: Client, table: string, columns: readonly string[]) {
    this.#stream = client.query(from(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    this.#stream.on('error', (cause) => {
      // PostgreSQL's own sentence quotes the value.
      this.#failure ??= DAMAGED.test(sqlState(cause) ?? '')
        ? new Error(`the backup is damaged at a row of ${table}, so nothing was changed`, { cause })
        : cause;
    });
  }

  add(rows: Buffer): Promise<void> {
    return this.#done((finished) => this.#stream.write(rows, finished));
  }

  end(): Promise<void> {
    return this.#done((finished) => this.#stream.once('error', finished).end(finished));
  }

  /** Gives up what has not ended, which whatever comes after it on the connection would wait for. */
  abandon(): void {
    if (!this.#failure && !this.#stream.writableEnded) this.#stream.destroy();
  }

  #done(work: (finished: (error?: Error | null) => void) => void): Promise<void> {
    // What PostgreSQL has given up has no connection that could be written to.
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      work((error) => (this.#failure || error ? reject(this.#failure ?? error) : resolve()));
    });
  }
}
