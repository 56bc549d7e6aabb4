import type { Client } from 'pg';
import { type CopyStreamQuery, from } from 'pg-copy-streams';

/** Takes rows into one table, in COPY's text format; what PostgreSQL says of them is what `add` and `end` reject with. */
export class CopyIn {
  readonly #stream: CopyStreamQuery;
  #failure: Error | undefined;

  constructor(client: Client, table: string, columns: readonly string[]) {
    this.#stream = client.query(from(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    this.#stream.on('error', (error) => {
      this.#failure ??= error;
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
    return new Promise((resolve, reject) => {
      work((error) => (this.#failure || error ? reject(this.#failure ?? error) : resolve()));
    });
  }
}
