import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { receiptForm, receiptPage } from '#src/features/receipts/pages/receipt-page.ts';
import { RECEIPT_LIMIT, type ReceiptParts } from '#src/features/receipts/receipt-parts.ts';
import { Type } from '#src/schema/type.ts';

/** `/receipt`: a form for the code, and what it opens. The code is sent in the body alone. */
export const receiptPages: FastifyPluginAsyncTypebox<ReceiptParts> = async (app, { finder, mayPlace }) => {
  app.get('/receipt', { schema: { hide: true } }, (_request, reply) =>
    reply.page((context) => receiptForm(context, { code: '', notFound: false })),
  );

  app.post(
    '/receipt',
    {
      preHandler: app.csrfProtection,
      config: { rateLimit: RECEIPT_LIMIT },
      schema: { hide: true, body: Type.Object({ code: Type.String({ maxLength: 1000, default: '' }) }) },
    },
    async (request, reply) => {
      const { code } = request.body;
      const found = await finder.find(code);
      if (!found) return reply.page((context) => receiptForm(context, { code, notFound: true }), 404);
      const shown = { ...found, mayPlace: await mayPlace(request, found) };
      return reply.page((context) => receiptPage(context, shown));
    },
  );
};
