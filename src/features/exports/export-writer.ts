import { randomUUID } from 'node:crypto';
import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { ExportFailure } from '#src/features/exports/export-failure.ts';
import type { ExportableQuestion } from '#src/features/exports/export-reader.ts';
import type { ExportLayout, ExportObject } from '#src/features/exports/export-record.ts';
import { fileKeys } from '#src/features/exports/file-keys.ts';

/** What an export is made from. `runner` says who will run it: a worker, through the queue, or a command itself. */
export interface NewExport {
  bucket: string;
  prefix: string;
  layout?: ExportLayout;
  requestedBy: string;
  runner: 'worker' | 'command';
  questions: readonly ExportableQuestion[];
  /** One that nothing else has where it is not given. */
  id?: string;
}

/** How far an object is. */
export type ObjectProgress = Pick<ExportObject, 'position' | 'state' | 'expectedRows' | 'rows' | 'bytes'> & {
  firstByte?: ExportObject['firstByte'];
};

/** Every change of an export's state, each one statement. */
export class ExportWriter {
  readonly #sequelize: Sequelize;

  constructor(sequelize: Sequelize) {
    this.#sequelize = sequelize;
  }

  /** Records a new export, and gives its id. */
  async create(
    { bucket, prefix, layout = 'each', requestedBy, runner, questions, id = randomUUID() }: NewExport,
    transaction?: Transaction,
  ) {
    await this.#run(
      `WITH export AS (
        INSERT INTO exports (id, bucket, prefix, layout, requested_by, runner) VALUES ($1, $2, $3, $4, $5, $6)
        RETURNING id
      )
      INSERT INTO export_objects (export_id, position, question_id, slug, question, key)
      SELECT export.id, q.position, q.question_id, q.slug, q.question, q.key FROM export, unnest(
        $7::integer[], $8::text[], $9::text[], $10::text[]
      ) WITH ORDINALITY AS q (question_id, slug, question, key, position)`,
      [
        id,
        bucket,
        prefix,
        layout,
        requestedBy,
        runner,
        questions.map((question) => question.id),
        questions.map((question) => question.slug),
        questions.map((question) => question.text),
        fileKeys(layout, { id, prefix }, questions),
      ],
      transaction,
    );
    return id;
  }

  /** Puts a failed export back to its beginning; false where it is not a failed one. */
  async reset(id: string, transaction: Transaction): Promise<boolean> {
    const changed = await this.#run(
      `WITH export AS (
        UPDATE exports SET state = 'queued', runner = 'worker', error_code = NULL, error_message = NULL,
          queued_at = now(), started_at = NULL, finished_at = NULL, trace_id = NULL
        WHERE id = $1 AND state = 'failed' RETURNING id
      ), objects AS (
        UPDATE export_objects SET state = 'pending', expected_rows = NULL, rows = 0, bytes = 0,
          first_byte = NULL
        FROM export WHERE export_id = export.id
      )
      SELECT id FROM export`,
      [id],
      transaction,
    );
    return changed.length > 0;
  }

  /** The export runs from now on. Objects that an earlier attempt finished stay, one it had begun starts over. */
  async start(id: string, traceId: string | undefined): Promise<void> {
    await this.#run(
      `WITH objects AS (
        UPDATE export_objects SET state = 'pending', rows = 0, bytes = 0
        WHERE export_id = $1 AND state <> 'succeeded'
      )
      UPDATE exports SET state = 'running', started_at = coalesce(started_at, now()),
        error_code = NULL, error_message = NULL, trace_id = coalesce($2, trace_id) WHERE id = $1`,
      [id, traceId ?? null],
    );
  }

  /** Records how far objects are, all in one statement. */
  async record(id: string, objects: readonly ObjectProgress[]): Promise<void> {
    await this.#run(
      `UPDATE export_objects o SET state = n.state, expected_rows = n.expected_rows, rows = n.rows, bytes = n.bytes,
        first_byte = n.first_byte
      FROM unnest($2::integer[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
        AS n (position, state, expected_rows, rows, bytes, first_byte)
      WHERE o.export_id = $1 AND o.position = n.position`,
      [
        id,
        objects.map(({ position }) => position),
        objects.map(({ state }) => state),
        objects.map(({ expectedRows }) => expectedRows),
        objects.map(({ rows }) => rows),
        objects.map(({ bytes }) => bytes),
        objects.map(({ firstByte }) => firstByte ?? null),
      ],
    );
  }

  /** Ends an export all of whose objects are written. */
  async succeed(id: string): Promise<void> {
    await this.#run(
      `UPDATE exports SET state = 'succeeded', finished_at = now() WHERE id = $1 AND state = 'running'`,
      [id],
    );
  }

  /** The attempt ended and another will come; `failure` says why where it was not by choice. */
  async requeue(id: string, failure?: ExportFailure): Promise<void> {
    await this.#run(
      `UPDATE exports SET state = 'queued', error_code = $2, error_message = $3 WHERE id = $1`,
      [id, failure?.code ?? null, failure?.message ?? null],
    );
  }

  /** Ends an export that is not finished, together with the object it was at. */
  async fail(id: string, failure: ExportFailure): Promise<void> {
    await this.#run(
      `WITH export AS (
        UPDATE exports SET state = 'failed', finished_at = now(), error_code = $2, error_message = $3
        WHERE id = $1 AND state IN ('queued', 'running') RETURNING id
      )
      UPDATE export_objects SET state = 'failed' FROM export WHERE export_id = export.id AND state = 'running'`,
      [id, failure.code, failure.message],
    );
  }

  async #run(sql: string, bind: unknown[], transaction?: Transaction): Promise<object[]> {
    return this.#sequelize.query(sql, {
      bind,
      type: QueryTypes.SELECT,
      useMaster: true,
      ...(transaction && { transaction }),
    });
  }
}
