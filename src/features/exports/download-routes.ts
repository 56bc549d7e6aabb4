import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { downloadVotes } from '#src/features/exports/download-votes.ts';
import { Type } from '#src/schema/type.ts';

const params = Type.Object({ slug: Type.String() });

/** The votes of a question as a file, for those who manage it: a link on their pages. */
export const downloadPages: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  app.get(
    '/organise/questions/:slug/votes.csv',
    {
      preValidation: app.requireOrganiser,
      exposeHeadRoute: false,
      schema: {
        hide: true,
        params,
        querystring: Type.Object({ for: Type.Optional(Type.Literal('excel')) }),
      },
    },
    (request, reply) => downloadVotes(database, request, reply, request.query.for ?? 'csv'),
  );
};

/** The same for programs. */
export const downloadApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  app.get(
    '/questions/:slug/votes.csv',
    {
      preValidation: app.requireOrganiser,
      exposeHeadRoute: false,
      schema: {
        tags: ['results'],
        security: bearer('results:read'),
        operationId: 'downloadVotes',
        summary: 'Every vote as CSV',
        description:
          'One line a vote, oldest first: the choice and the time in UTC. For those who manage the question; nothing tells of voters.',
        params,
        response: { 200: { content: { 'text/csv': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      await downloadVotes(database, request, reply, 'csv');
      // The answer is a stream, which the schema's type cannot say.
      return reply as never;
    },
  );
};
