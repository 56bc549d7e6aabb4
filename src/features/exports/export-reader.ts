import { QueryTypes, type Sequelize } from 'sequelize';
import type { ExportRecord } from '#src/features/exports/export-record.ts';

const RECORD = `
  SELECT e.id, e.number::float8 AS number, e.bucket, e.prefix, e.requested_by AS "requestedBy", e.state,
    e.error_code AS "errorCode", e.error_message AS "errorMessage", e.trace_id AS "traceId",
    e.created_at AS "createdAt", e.queued_at AS "queuedAt", e.started_at AS "startedAt",
    e.finished_at AS "finishedAt",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('position', o.position, 'questionId', o.question_id,
        'slug', o.slug, 'question', o.question, 'key', o.key, 'state', o.state,
        'expectedRows', o.expected_rows, 'rows', o.rows, 'bytes', o.bytes) ORDER BY o.position), '[]')
      FROM export_objects o WHERE o.export_id = e.id) AS objects
  FROM exports e`;

/** The export of that id with its objects, or undefined. */
export async function findExport(sequelize: Sequelize, id: string): Promise<ExportRecord | undefined> {
  const [found] = await sequelize.query<ExportRecord>(`${RECORD} WHERE e.id = $1`, {
    bind: [id],
    type: QueryTypes.SELECT,
  });
  return found;
}

/** A page of exports, newest first, and the number to give as `before` for the next one, where there is one. */
export async function listExports(
  sequelize: Sequelize,
  { before = Number.MAX_SAFE_INTEGER, limit }: { before?: number | undefined; limit: number },
): Promise<{ exports: ExportRecord[]; next?: number }> {
  const found = await sequelize.query<ExportRecord>(
    `${RECORD} WHERE e.number < $1 ORDER BY e.number DESC LIMIT $2`,
    { bind: [before, limit + 1], type: QueryTypes.SELECT },
  );
  const exports = found.slice(0, limit);
  const last = exports.at(-1);
  return found.length > limit && last ? { exports, next: last.number } : { exports };
}

/** A question that can be exported: any but drafts. */
export interface ExportableQuestion {
  id: number;
  slug: string;
  text: string;
}

/** Every question that can be exported, newest first. */
export function exportableQuestions(sequelize: Sequelize): Promise<ExportableQuestion[]> {
  return sequelize.query<ExportableQuestion>(
    `SELECT id, slug, text FROM questions WHERE state <> 'draft' ORDER BY opens_at DESC, id DESC`,
    { type: QueryTypes.SELECT },
  );
}
