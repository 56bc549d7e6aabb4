import type { Sequelize } from 'sequelize';
import { summariseExport, type Viewer } from '#src/features/exports/export-reader.ts';
import type { ExportSummary } from '#src/features/exports/export-record.ts';
import { notFound } from '#src/plugins/problem.ts';

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
