import type { Client } from 'pg';
import { copyOut } from '#src/features/exports/csv/copy-out.ts';
import type { CopiedRows } from '#src/features/exports/csv/copy-rows.ts';
import { votesAsCsv, votesOfEachAsCsv } from '#src/features/exports/csv/votes-as-csv.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';

/** The votes of questions as CSV out of one statement, to be read one question after the other, each to its end. */
export class QuestionRows {
  readonly #rows: AsyncGenerator<CopiedRows>;
  readonly #keyed: boolean;
  #next: Promise<IteratorResult<CopiedRows, unknown>> | undefined;

  /** `named` rows begin with the slug of their question. Whoever does not read them all can only close the connection. */
  constructor(client: Client, questionIds: readonly number[], named = false) {
    const [only = 0] = questionIds;
    this.#keyed = named || questionIds.length > 1;
    const sql = this.#keyed ? votesOfEachAsCsv(questionIds, named) : votesAsCsv(only);
    this.#rows = copyOut(client, sql, this.#keyed);
  }

  /** The rows of the question that is next in order. @throws {ExportFailure} */
  async *of(questionId: number): AsyncGenerator<CopiedRows> {
    for (;;) {
      const next = await this.#read();
      if (next.done || (this.#keyed && next.value.key !== questionId)) return;
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
  async #read(): Promise<IteratorResult<CopiedRows, unknown>> {
    try {
      this.#next ??= this.#rows.next();
      return await this.#next;
    } catch (cause) {
      throw new ExportFailure('database_failed', [], { cause, transient: true });
    }
  }
}
