import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { withoutFirstColumn } from '#src/features/exports/csv/without-first-column.ts';
import { findObject } from '#src/features/exports/export-contents.ts';
import { bucketProblem } from '#src/features/exports/export-problem.ts';
import type { Viewer } from '#src/features/exports/export-reader.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { CSV_TYPE } from '#src/features/exports/s3/object-upload.ts';
import { readObject } from '#src/features/exports/s3/read-object.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import { t } from '#src/ui/messages/messages.ts';

/** What of an export is asked for, as its address says it: the votes of the question at a position, or the file they are in. */
interface Wanted {
  id: string;
  position: number;
  part: 'objects' | 'files';
}

const fileGone = () =>
  new Problem({
    type: 'not-found',
    status: 404,
    title: 'Not found',
    page: (locale) => t(locale).problems.fileGone,
  });

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
  const { slug, key, firstByte, bytes } = object;
  const range = wanted.part === 'objects' && firstByte !== null ? { first: firstByte, bytes } : undefined;
  const name = firstByte !== null && !range ? key.slice(key.lastIndexOf('/') + 1) : `question_${slug}.csv`;
  const answer = () => reply.header('content-disposition', `attachment; filename="${name}"`).type(CSV_TYPE);
  if (range?.bytes === 0) return answer().send('');
  const stored = await readObject(target, key, range).catch((error) => {
    throw bucketProblem(explainS3Error(error, target), 'The file cannot be read');
  });
  if (!stored) throw fileGone();
  const { body, length } = stored;
  if (range) {
    const votes = Readable.from(withoutFirstColumn(body), { objectMode: false });
    // A generator that was not begun when its reader left would not let go of what it reads.
    return answer().send(votes.once('close', () => body.destroy()));
  }
  if (length !== undefined) reply.header('content-length', length);
  return answer().send(body);
}
