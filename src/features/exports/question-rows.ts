import type { Client } from 'pg';
import { copyOut, copyOutByKey } from '#src/features/exports/csv/copy-out.ts';
import type { KeyedRows } from '#src/features/exports/csv/copy-rows.ts';
import { votesAsCsv, votesOfEachAsCsv } from '#src/features/exports/csv/votes-as-csv.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';

async function* ofOne(client: Client, key: number): AsyncGenerator<KeyedRows> {
  let before = 0;
  for await (const { bytes, count } of copyOut(client, votesAsCsv(key))) {
    yield { key, bytes, count: count - before };
    before = count;
  }
}

/** The votes of questions as CSV out of one statement, to be read one question after the other, each to its end. */
export class QuestionRows {
  readonly #rows: AsyncGenerator<KeyedRows>;
  #next: Promise<IteratorResult<KeyedRows, unknown>> | undefined;

  /** `named` rows begin with the slug of their question. Whoever does not read them all can only close the connection. */
  constructor(client: Client, questionIds: readonly number[], named = false) {
    const [only = 0, ...others] = questionIds;
    this.#rows =
      others.length === 0 && !named
        ? ofOne(client, only)
        : copyOutByKey(client, votesOfEachAsCsv(questionIds, named));
  }

  /** The rows of the question that is next in order. @throws {ExportFailure} */
  async *of(questionId: number): AsyncGenerator<KeyedRows> {
    for (;;) {
      const next = await this.#read();
      if (next.done || next.value.key !== questionId) return;
      this.#next = undefined;
      yield next.value;
    }
  }

  /** Waits for the end of the statement. @throws {ExportFailure} where rows are left: none may be lost unseen. */
  async end(): Promise<void> {
    if ((await this.#read()).done) return;
    throw new ExportFailure('database_failed', [], {
      cause: new Error('Rows came out of order.'),
      transient: true,
    });
  }

  /** What comes next, until it is taken; a failure stays, so that no question behind it looks empty. */
  async #read(): Promise<IteratorResult<KeyedRows, unknown>> {
    try {
      this.#next ??= this.#rows.next();
      return await this.#next;
    } catch (cause) {
      throw new ExportFailure('database_failed', [], { cause, transient: true });
    }
  }
}
