import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { byteRange } from '#src/features/exports/csv/byte-range.ts';
import { withoutFirstColumn } from '#src/features/exports/csv/without-first-column.ts';
import { bucketProblem } from '#src/features/exports/export-problem.ts';
import type { Viewer } from '#src/features/exports/export-reader.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { findObject, type StoredObject } from '#src/features/exports/find-object.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
import { s3 } from '#src/features/exports/s3/s3-library.ts';
import { CSV_TYPE } from '#src/features/exports/write-object.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import { t } from '#src/ui/messages/messages.ts';

/** What of an export is asked for: the votes of the question at that position, or the file that they are in. */
export interface Wanted {
  id: string;
  position: number;
  what: 'votes' | 'file';
}

/** A file that others share is known by its own name, votes by that of their question. */
const nameOf = ({ slug, key }: StoredObject, shared: boolean) =>
  shared ? key.slice(key.lastIndexOf('/') + 1) : `question_${slug}.csv`;

/**
 * Streams what was written of an export through this service: the S3 server may be out of the reader's reach, and a
 * link to it would work for whoever got hold of it.
 */
export async function sendObject(
  { sequelize, target }: ExportService,
  reply: FastifyReply,
  wanted: Wanted,
  viewer: Viewer,
): Promise<FastifyReply> {
  const object = await findObject(sequelize, wanted, viewer);
  if (!target || object?.bucket !== target.bucket || object.state !== 'succeeded')
    throw notFound('There is no such file.');
  const { firstByte, bytes, key: Key } = object;
  const part = wanted.what === 'votes' && firstByte !== null ? { first: firstByte, bytes } : undefined;
  const name = nameOf(object, firstByte !== null && !part);
  reply.header('content-disposition', `attachment; filename="${name}"`).type(CSV_TYPE);
  if (part?.bytes === 0) return reply.send('');
  try {
    const { client, bucket: Bucket } = target;
    const asked = { Bucket, Key, ...(part && { Range: byteRange(part) }) };
    const stored = await client.send(new (s3().GetObjectCommand)(asked));
    const body = stored.Body as Readable;
    if (part) {
      const votes = Readable.from(withoutFirstColumn(body), { objectMode: false });
      // A generator that was not begun when its reader left would not let go of what it reads.
      return reply.send(votes.once('close', () => body.destroy()));
    }
    if (stored.ContentLength !== undefined) reply.header('content-length', stored.ContentLength);
    return reply.send(body);
  } catch (error) {
    reply.removeHeader('content-disposition').removeHeader('content-type');
    if ((error as Error).name === 'NoSuchKey') {
      const detail = t('en').problems.fileGone;
      throw new Problem({
        type: 'not-found',
        status: 404,
        title: 'Not found',
        detail,
        page: (locale) => t(locale).problems.fileGone,
      });
    }
    throw bucketProblem(explainS3Error(error, target), 'The file cannot be read');
  }
}
