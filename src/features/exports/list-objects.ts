import { QueryTypes, type Sequelize } from 'sequelize';
import type { ExportFile, ExportObject } from '#src/features/exports/export-record.ts';

/** A page of an export: what comes behind a position, `limit` at most. */
export interface Place {
  id: string;
  limit: number;
  after?: number | undefined;
}

async function readPage<T extends { position: number }>(
  sequelize: Sequelize,
  sql: string,
  bind: readonly unknown[],
  { id, limit, after = 0 }: Place,
): Promise<{ found: T[]; next?: number }> {
  const rows = await sequelize.query<T>(sql, {
    bind: [id, after, limit + 1, ...bind],
    type: QueryTypes.SELECT,
  });
  const found = rows.slice(0, limit);
  const last = found.at(-1);
  return rows.length > limit && last ? { found, next: last.position } : { found };
}

/** Objects of an export in their order, all or those whose question has the words, and where the next page begins. */
export async function listObjects(
  sequelize: Sequelize,
  { search = '', ...place }: Place & { search?: string },
): Promise<{ objects: ExportObject[]; next?: number }> {
  const { found: objects, ...rest } = await readPage<ExportObject>(
    sequelize,
    `SELECT position, question_id AS "questionId", slug, question, key, state, expected_rows::float8 AS "expectedRows",
      rows::float8 AS rows, bytes::float8 AS bytes, first_byte::float8 AS "firstByte"
    FROM export_objects WHERE export_id = $1 AND position > $2
      AND ($4 = '' OR search_fold(question) LIKE search_pattern($4) OR slug = $4)
    ORDER BY position LIMIT $3`,
    [search],
    place,
  );
  return { objects, ...rest };
}

/** Files of an export in their order, each known by the position of the first object in it, and where the next page begins. */
export async function listFiles(
  sequelize: Sequelize,
  place: Place,
): Promise<{ files: ExportFile[]; next?: number }> {
  const { found: files, ...rest } = await readPage<ExportFile>(
    sequelize,
    `SELECT min(position) AS position, key, count(*)::float8 AS questions, sum(rows)::float8 AS rows,
      sum(bytes)::float8 AS bytes, sum(expected_rows)::float8 AS "expectedRows",
      CASE WHEN bool_and(state = 'succeeded') THEN 'succeeded' WHEN bool_or(state = 'failed') THEN 'failed'
        WHEN bool_or(state = 'running') THEN 'running' ELSE 'pending' END AS state
    FROM export_objects WHERE export_id = $1 GROUP BY key HAVING min(position) > $2
    ORDER BY min(position) LIMIT $3`,
    [],
    place,
  );
  return { files, ...rest };
}
