import { QueryTypes, type Sequelize } from 'sequelize';
import { searchText } from '#src/database/search-text.ts';
import { VISIBLE, type Viewer, viewing } from '#src/features/exports/export-reader.ts';
import type { ExportFile, ExportObject, ExportSummary } from '#src/features/exports/export-record.ts';
import { type Page, readPage } from '#src/features/exports/read-page.ts';
import { Type } from '#src/schema/type.ts';

const PAGE_SIZE = 50;
/** Each has a million votes or ten thousand questions: more is beyond what one database holds. */
const MOST_FILES = 1000;

/** What the address of an export's page may say. */
export const ViewQuery = Type.Object({
  search: Type.String({ maxLength: 200, default: '' }),
  after: Type.Optional(Type.String({ maxLength: 100 })),
});

/** What of an export a page shows: questions with these words, from behind a place on. */
export interface ExportView {
  search: string;
  after?: string | undefined;
}

/** The part of an export that an address asks for. */
export const viewOf = ({ search, after }: ExportView): ExportView => ({ search: searchText(search), after });

/** What a page of an export shows: its questions from a place on, and the files that they share. */
export interface ExportContents {
  objects: ExportObject[];
  files: ExportFile[];
  /** The place of the next page, where there is one. */
  next: string | null;
}

/** Objects of an export in their order, all or those whose question has the words. */
export async function listObjects(sequelize: Sequelize, id: string, page: Page, search = '') {
  const read = (after = 0, most: number) =>
    sequelize.query<ExportObject>(
      `SELECT position, question_id AS "questionId", slug, question, key, state, expected_rows::float8 AS "expectedRows",
        rows::float8 AS rows, bytes::float8 AS bytes, first_byte::float8 AS "firstByte"
      FROM export_objects WHERE export_id = $1 AND position > $2
        AND ($4 = '' OR search_fold(question) LIKE search_pattern($4) OR slug = $4)
      ORDER BY position LIMIT $3`,
      { bind: [id, after, most, search], type: QueryTypes.SELECT },
    );
  const { rows: objects, next } = await readPage('object', page, read, ({ position }) => position);
  return { objects, next };
}

/** Files of an export in their order, each known by the position of the first object in it. */
export async function listFiles(sequelize: Sequelize, id: string, page: Page) {
  const read = (after = 0, most: number) =>
    sequelize.query<ExportFile>(
      `SELECT min(position) AS position, key, count(*)::float8 AS questions, sum(rows)::float8 AS rows,
        sum(bytes)::float8 AS bytes, sum(expected_rows)::float8 AS "expectedRows",
        CASE WHEN bool_and(state = 'succeeded') THEN 'succeeded' WHEN bool_or(state = 'failed') THEN 'failed'
          WHEN bool_or(state = 'running') THEN 'running' ELSE 'pending' END AS state
      FROM export_objects WHERE export_id = $1 GROUP BY key HAVING min(position) > $2
      ORDER BY min(position) LIMIT $3`,
      { bind: [id, after, most], type: QueryTypes.SELECT },
    );
  const { rows: files, next } = await readPage('file', page, read, ({ position }) => position);
  return { files, next };
}

/** What a page of an export shows, as it is. @throws a 400 problem for a place that is none. */
export async function readContents(
  sequelize: Sequelize,
  { id, layout }: Pick<ExportSummary, 'id' | 'layout'>,
  { search, after }: ExportView,
): Promise<ExportContents> {
  const { objects, next } = await listObjects(sequelize, id, { limit: PAGE_SIZE, after }, search);
  const { files } =
    layout === 'together' ? await listFiles(sequelize, id, { limit: MOST_FILES }) : { files: [] };
  return { objects, files, next };
}

/** One object of an export, and the bucket it is in. */
interface StoredObject extends Pick<ExportObject, 'slug' | 'key' | 'state' | 'bytes' | 'firstByte'> {
  bucket: string;
}

/** The object at that position, or undefined where there is none that the viewer may see. */
export async function findObject(
  sequelize: Sequelize,
  { id, position }: { id: string; position: number },
  viewer?: Viewer,
): Promise<StoredObject | undefined> {
  const [found] = await sequelize.query<StoredObject>(
    `SELECT e.bucket, o.slug, o.key, o.state, o.bytes::float8 AS bytes, o.first_byte::float8 AS "firstByte"
     FROM exports e JOIN export_objects o ON o.export_id = e.id AND o.position = $4
     WHERE e.id = $3 AND ${VISIBLE}`,
    { bind: [...viewing(viewer), id, position], type: QueryTypes.SELECT },
  );
  return found;
}
