import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { searchText } from '#src/database/search-text.ts';
import { countShelves, shelves } from '#src/features/questions/desk-shelves.ts';
import { deskAddress, deskPage } from '#src/features/questions/pages/desk-page.ts';
import { readDesk } from '#src/features/questions/read-desk.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';

const PAGE_SIZE = 20;
const cursor = Type.Optional(storedInteger());

/** The organiser's desk: own questions, or everybody's for administrators who ask. */
export const deskPages: FastifyPluginAsyncTypebox<{ database: Database }> = async (
  app,
  { database: { sequelize } },
) => {
  app.get(
    '/organise',
    {
      preValidation: app.requireOrganiser,
      schema: {
        hide: true,
        querystring: Type.Object({
          shelf: Type.Enum(shelves, { default: 'current' }),
          search: Type.String({ maxLength: 200, default: '' }),
          all: Type.Optional(Type.Literal('yes')),
          after: cursor,
          before: cursor,
        }),
      },
    },
    async ({ query, identity }, reply) => {
      const all = query.all === 'yes' && identity?.role === 'administrator';
      const { shelf } = query;
      const search = searchText(query.search);
      const authorId = all ? null : (identity?.accountId ?? 0);
      const filter = { authorId, search };
      const { questions, previous, next } = await readDesk(
        sequelize,
        { ...filter, shelf },
        { limit: PAGE_SIZE, after: query.after, before: query.before },
      );
      // What was there is gone, or lies on another shelf by now.
      if (questions.length === 0 && (query.after ?? query.before) !== undefined)
        return reply.redirect(deskAddress({ shelf, search, all }), 303);
      const counts = await countShelves(sequelize, filter);
      return reply.page((context) =>
        deskPage(context, { questions, shelf, counts, search, all, previous, next }),
      );
    },
  );
};
