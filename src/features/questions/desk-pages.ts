import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { deskPage } from '#src/features/questions/pages/desk-page.ts';
import { countShelves, readDesk, shelves } from '#src/features/questions/read-desk.ts';
import { Type } from '#src/schema/type.ts';

const PAGE_SIZE = 20;

/** The organiser's desk: own questions, or everybody's for administrators who ask. */
export const deskPages: FastifyPluginAsyncTypebox<{ database: Database }> = async (
  app,
  { database: { sequelize } },
) => {
  app.get(
    '/organise',
    {
      preHandler: app.requireOrganiser,
      schema: {
        hide: true,
        querystring: Type.Object({
          shelf: Type.Enum(shelves, { default: 'current' }),
          search: Type.String({ maxLength: 200, default: '' }),
          all: Type.Optional(Type.Literal('yes')),
          page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
        }),
      },
    },
    async ({ query, identity }, reply) => {
      const all = query.all === 'yes' && identity?.role === 'administrator';
      const { shelf } = query;
      // A search for what PostgreSQL cannot hold finds nothing anyway.
      const search = query.search.replaceAll('\0', '').trim();
      const authorId = all ? null : (identity?.accountId ?? 0);
      const counts = await countShelves(sequelize, { authorId, search });
      const pages = Math.max(1, Math.ceil(counts[shelf] / PAGE_SIZE));
      const page = Math.min(query.page, pages);
      const offset = (page - 1) * PAGE_SIZE;
      const questions = await readDesk(sequelize, { authorId, shelf, search }, { limit: PAGE_SIZE, offset });
      return reply.page((context) =>
        deskPage(context, { questions, shelf, counts, search, all, page, pages }),
      );
    },
  );
};
