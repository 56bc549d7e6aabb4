import type { Sequelize } from 'sequelize';
import { searchText } from '#src/database/search-text.ts';
import { decodeExportCursor, encodeExportCursor } from '#src/features/exports/export-cursor.ts';
import type { ExportFile, ExportObject, ExportSummary } from '#src/features/exports/export-record.ts';
import { listFiles, listObjects } from '#src/features/exports/list-objects.ts';
import type { ExportView } from '#src/features/exports/pages/export-address.ts';
import { Type } from '#src/schema/type.ts';

const PAGE_SIZE = 50;
/** Each has a million votes or ten thousand questions: more is beyond what one database holds. */
const MOST_FILES = 1000;

/** What the address of an export's page may say. */
export const ViewQuery = Type.Object({
  search: Type.String({ maxLength: 200, default: '' }),
  after: Type.Optional(Type.String({ maxLength: 100 })),
});

/** The part of an export that an address asks for. */
export const viewOf = ({ search, after }: { search: string; after?: string }): ExportView => ({
  search: searchText(search),
  ...(after !== undefined && { after }),
});

/** What a page of an export shows: its questions from a place on, and the files that they share. */
export interface ExportContents {
  objects: ExportObject[];
  files: ExportFile[];
  /** The place of the next page, where there is one. */
  next?: string | undefined;
}

/** Reads them as they are. @throws a 400 problem for a place that is none. */
export async function readContents(
  sequelize: Sequelize,
  { id, layout }: Pick<ExportSummary, 'id' | 'layout'>,
  { search, after }: ExportView,
): Promise<ExportContents> {
  const place = { id, limit: PAGE_SIZE, after: decodeExportCursor('object', after), search };
  const { objects, next } = await listObjects(sequelize, place);
  const { files } =
    layout === 'together' ? await listFiles(sequelize, { id, limit: MOST_FILES }) : { files: [] };
  return { objects, files, next: encodeExportCursor('object', next) };
}
