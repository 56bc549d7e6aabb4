import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { LogReader } from '#src/features/proofs/log-reader.ts';
import type { FoundReceipt } from '#src/features/receipts/receipt-finder.ts';
import { RECEIPT_LIMIT, type ReceiptParts } from '#src/features/receipts/receipt-parts.ts';
import { Problem } from '#src/plugins/problem.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { Type } from '#src/schema/type.ts';
import { paths } from '#src/ui/paths.ts';

const hash = (description: string) => Type.String({ description: `${description}, in base64` });
const Inclusion = Type.Object(
  {
    position: Type.Integer({ description: 'Place of the ballot in the log, from 0' }),
    size: Type.Integer({ description: 'Ballots under the head' }),
    leaf: hash('Hash of the ballot'),
    path: Type.Array(Type.String(), {
      description: 'Hashes from the leaf to the root (RFC 9162, 2.1.3), in base64',
    }),
    head: Type.String({ description: 'Signed note with size and root' }),
  },
  { title: 'Inclusion proof' },
);

const ReceiptResponse = Type.Object(
  {
    question: Type.Object({ slug: Type.String(), text: Type.String() }),
    choices: Type.Array(Type.String(), { description: "Texts of the choices, in the ballot's order" }),
    cast_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'Null where the ballot is not in the ledger',
    }),
    standing: Type.Union(
      [Type.Literal('counted'), Type.Literal('replaced'), Type.Literal('missing'), Type.Literal('altered')],
      {
        description:
          '`replaced` by a later answer where answers may be changed; `missing` and `altered` where nothing should have touched the ballot',
      },
    ),
    sealed: Type.Boolean({ description: 'Whether the ballot is in the sealed log' }),
    inclusion: Type.Union([Inclusion, Type.Null()], {
      description: 'Null until a head over the ballot is signed, and where the results are hidden from you',
    }),
    proof: Type.String({ description: 'Page of what proves the tally' }),
  },
  { title: 'Receipt' },
);

/** `POST /receipts`: what a receipt's code stands for. The code is in the body, since addresses are logged. */
export const receiptApi: FastifyPluginAsyncTypebox<ReceiptParts & { logs: LogReader }> = async (
  app,
  { finder, mayPlace, logs },
) => {
  async function inclusionOf(request: FastifyRequest, receipt: FoundReceipt) {
    const { questionId, position } = receipt;
    if (position === undefined || !(await mayPlace(request, receipt))) return null;
    const head = (await logs.heads(questionId)).find(({ size }) => size > position);
    if (!head) return null;
    const { leaf, path } = await logs.inclusion(questionId, position, head.size);
    const encoded = path.map((node) => node.toString('base64'));
    return { position, size: head.size, leaf: leaf.toString('base64'), path: encoded, head: head.note };
  }

  app.post(
    '/receipts',
    {
      config: { rateLimit: RECEIPT_LIMIT },
      schema: {
        tags: ['receipts'],
        operationId: 'openReceipt',
        summary: 'Open a receipt',
        description:
          'Case, spaces and hyphens of the code make no difference. A wrong code, an unknown one and a receipt that was tampered with get the same answer after the same time.',
        body: Type.Object(
          { code: Type.String({ maxLength: 1000, description: 'Code of the receipt' }) },
          { additionalProperties: false },
        ),
        response: { 200: ReceiptResponse, ...problems(404) },
      },
    },
    async (request) => {
      const found = await finder.find(request.body.code);
      if (!found) {
        const title = 'No receipt opens with this code';
        throw new Problem({ type: 'no-receipt', status: 404, title });
      }
      return {
        question: { slug: found.slug, text: found.question },
        choices: found.choices,
        cast_at: found.castAt?.toISOString() ?? null,
        standing: found.standing,
        sealed: found.position !== undefined,
        inclusion: await inclusionOf(request, found),
        proof: paths.proof(found.slug),
      };
    },
  );
};
