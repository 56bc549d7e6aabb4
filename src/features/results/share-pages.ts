import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { sharePage } from '#src/features/results/pages/share-page.ts';
import { originOf } from '#src/plugins/origin-of.ts';
import { Type } from '#src/schema/type.ts';
import { paths } from '#src/ui/paths.ts';
import { qrAsPng, qrAsSvg } from '#src/ui/qr-file.ts';

/** The address of a question for who organises it, as text and as QR code: it is the same from the draft on. */
export const sharePages: FastifyPluginAsyncTypebox<{ config: Config; database: Database }> = async (
  app,
  { config, database },
) => {
  const preValidation = app.requireOrganiser;
  const slug = Type.String();

  async function shared(request: FastifyRequest<{ Params: { slug: string } }>) {
    const question = await ownQuestion(database, request);
    const status = questionStatus(question);
    const path = status === 'closed' ? paths.results : paths.question;
    return { question, status, address: `${originOf(config, request)}${path(question.slug)}` };
  }

  app.get(
    '/organise/questions/:slug/share',
    { preValidation, schema: { hide: true, params: Type.Object({ slug }) } },
    async (request, reply) => {
      const { question, status, address } = await shared(request);
      const { text, opensAt, timeZone } = question;
      return reply.page((context) =>
        sharePage(context, { slug: question.slug, text, status, opensAt, timeZone, address }),
      );
    },
  );

  app.get(
    '/organise/questions/:slug/qr.:format',
    {
      preValidation,
      schema: { hide: true, params: Type.Object({ slug, format: Type.Enum(['svg', 'png']) }) },
    },
    async (request, reply) => {
      const { question, address } = await shared(request);
      const { format } = request.params;
      reply.header('content-disposition', `attachment; filename="${question.slug}.${format}"`);
      return format === 'svg'
        ? reply.type('image/svg+xml').send(qrAsSvg(address))
        : reply.type('image/png').send(qrAsPng(address));
    },
  );
};
