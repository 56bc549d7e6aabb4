import { QueryTypes, type Sequelize } from 'sequelize';
import type { Identity } from '#src/features/accounts/session-store.ts';
import type { ExportRecord, ExportSummary } from '#src/features/exports/export-record.ts';
import { type Page, readPage } from '#src/features/exports/read-page.ts';
import { notFound } from '#src/plugins/problem.ts';

const exportWith = (more: string, beside = '') => `
  SELECT e.id, e.number::float8 AS number, e.bucket, e.prefix, e.layout, e.requested_by AS "requestedBy", e.state,
    e.error_code AS "errorCode", e.error_message AS "errorMessage", e.trace_id AS "traceId",
    e.created_at AS "createdAt", e.queued_at AS "queuedAt", e.started_at AS "startedAt",
    e.finished_at AS "finishedAt", ${more}
  FROM exports e ${beside}`;

const OBJECTS = `(
  SELECT coalesce(jsonb_agg(jsonb_build_object('position', o.position, 'questionId', o.question_id,
    'slug', o.slug, 'question', o.question, 'key', o.key, 'state', o.state,
    'expectedRows', o.expected_rows, 'rows', o.rows, 'bytes', o.bytes, 'firstByte', o.first_byte) ORDER BY o.position), '[]')
  FROM export_objects o WHERE o.export_id = e.id) AS objects`;

const SUMS = `CROSS JOIN LATERAL (
  SELECT count(*)::float8 AS questions, coalesce(sum(o.rows), 0)::float8 AS rows, coalesce(sum(o.bytes), 0)::float8 AS bytes,
    count(*) FILTER (WHERE o.state = 'succeeded')::float8 AS done,
    coalesce(sum(CASE WHEN o.state = 'succeeded' THEN 1 WHEN o.expected_rows > 0
      THEN least(1, o.rows::float8 / o.expected_rows) ELSE 0 END), 0)::float8 AS progress
  FROM export_objects o WHERE o.export_id = e.id) AS s`;

/** Who asks for exports: nobody in particular, for whom there is no limit, or somebody logged in. */
export type Viewer = Pick<Identity, 'accountId' | 'name' | 'role'> | undefined;

/** The account whose questions alone a viewer may export, or null where these are all. */
export const authorFor = (viewer: Viewer): number | null =>
  viewer && viewer.role !== 'administrator' ? viewer.accountId : null;

/**
 * Organisers see what they asked for themselves, as long as nothing in it belongs to somebody else. What was asked for
 * before there was their account was by somebody who had its name before.
 */
export const VISIBLE = `($1::integer IS NULL OR (e.requested_by = $2
  AND e.created_at >= (SELECT a.created_at FROM accounts a WHERE a.id = $1) AND NOT EXISTS (
    SELECT FROM export_objects o JOIN questions q ON q.id = o.question_id
    WHERE o.export_id = e.id AND q.author_id IS DISTINCT FROM $1)))`;
/** What `VISIBLE` has as its first two parameters. */
export const viewing = (viewer: Viewer) => [authorFor(viewer), viewer?.name ?? null];

async function readOne<T extends object>(
  sequelize: Sequelize,
  select: string,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<T | undefined> {
  const [found] = await sequelize.query<T>(`${select} WHERE e.id = $3 AND ${VISIBLE}`, {
    bind: [...viewing(viewer), id],
    type: QueryTypes.SELECT,
  });
  return found;
}

/** The export of that id with its objects, whoever asked for it, or undefined. */
export const findExport = (sequelize: Sequelize, id: string) =>
  readOne<ExportRecord>(sequelize, exportWith(OBJECTS), { id, viewer: undefined });

/** The same with sums instead of its objects, of which there may be thousands; undefined also where the viewer may not see it. */
export const summariseExport = (sequelize: Sequelize, id: string, viewer?: Viewer) =>
  readOne<ExportSummary>(sequelize, exportWith('s.*', SUMS), { id, viewer });

/** A page of the exports that the viewer may see, newest first. */
export async function summariseExports(sequelize: Sequelize, page: Page, viewer?: Viewer) {
  const read = (before = Number.MAX_SAFE_INTEGER, most: number) =>
    sequelize.query<ExportSummary>(
      `${exportWith('s.*', SUMS)} WHERE e.number < $3 AND ${VISIBLE} ORDER BY e.number DESC LIMIT $4`,
      { bind: [...viewing(viewer), before, most], type: QueryTypes.SELECT },
    );
  const { rows: exports, next } = await readPage('export', page, read, ({ number }) => number);
  return { exports, next };
}

/** Answers alike where there is no such export and where it is for others: nobody learns of what is not theirs. */
export const noSuchExport = () => notFound('There is no such export.');

/** The export with sums instead of its objects. @throws a 404 problem where there is none that the viewer may see. */
export async function visibleExport(
  sequelize: Sequelize,
  id: string,
  viewer: Viewer,
): Promise<ExportSummary> {
  const found = await summariseExport(sequelize, id, viewer);
  if (!found) throw noSuchExport();
  return found;
}

/** A question that can be exported: any but drafts. */
export interface ExportableQuestion {
  id: number;
  slug: string;
  text: string;
  votes: number;
}

/** Every question that the viewer can export, newest first. */
export function exportableQuestions(sequelize: Sequelize, viewer?: Viewer): Promise<ExportableQuestion[]> {
  return sequelize.query<ExportableQuestion>(
    `SELECT id, slug, text, coalesce(t.ballots, 0)::float8 AS votes
     FROM questions LEFT JOIN turnouts t ON t.question_id = id
     WHERE state <> 'draft' AND ($1::integer IS NULL OR author_id = $1) ORDER BY opens_at DESC, id DESC`,
    { bind: [authorFor(viewer)], type: QueryTypes.SELECT },
  );
}
