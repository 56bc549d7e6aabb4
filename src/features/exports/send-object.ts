import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { findExport, type Viewer } from '#src/features/exports/export-reader.ts';
import { exportSentence } from '#src/features/exports/export-sentence.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { explainS3Error } from '#src/features/exports/s3-failure.ts';
import { s3 } from '#src/features/exports/s3-library.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import { t } from '#src/ui/messages/messages.ts';

/**
 * Streams a written object of an export through this service: the S3 server may be out of the reader's reach, and a
 * link to it would work for whoever got hold of it.
 */
export async function sendObject(
  { sequelize, target }: ExportService,
  reply: FastifyReply,
  id: string,
  position: number,
  viewer: Viewer,
): Promise<FastifyReply> {
  const found = await findExport(sequelize, id, viewer);
  const object = found?.objects.find((candidate) => candidate.position === position);
  if (!target || found?.bucket !== target.bucket || object?.state !== 'succeeded')
    throw notFound('There is no such file.');
  try {
    const { client, bucket } = target;
    const stored = await client.send(new (s3().GetObjectCommand)({ Bucket: bucket, Key: object.key }));
    reply.header('content-disposition', `attachment; filename="question_${object.slug}.csv"`);
    if (stored.ContentLength !== undefined) reply.header('content-length', stored.ContentLength);
    return reply.type('text/csv; charset=utf-8').send(stored.Body as Readable);
  } catch (error) {
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
    const { code, values, message: detail } = explainS3Error(error, target);
    throw new Problem({
      type: `export-${code}`,
      status: 503,
      title: 'The file cannot be read',
      detail,
      page: (locale) => exportSentence(code, values, locale),
    });
  }
}
