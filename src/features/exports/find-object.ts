import { QueryTypes, type Sequelize } from 'sequelize';
import { VISIBLE, type Viewer, viewing } from '#src/features/exports/export-reader.ts';
import type { ExportObject } from '#src/features/exports/export-record.ts';

/** One object of an export, and the bucket it is in. */
export interface StoredObject extends Pick<ExportObject, 'slug' | 'key' | 'state' | 'bytes' | 'firstByte'> {
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
