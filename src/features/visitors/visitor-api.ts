import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { uniqueVisitors } from '#src/features/visitors/visitor-store.ts';
import { Type } from '#src/schema/type.ts';

/** How many visitors the pages had; requests to the API are no visits. */
export const visitorApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  app.get(
    '/visitors',
    {
      schema: {
        tags: ['service'],
        operationId: 'getVisitors',
        summary: 'Unique visitors of the pages',
        response: {
          200: Type.Object(
            {
              unique: Type.Integer({
                description: 'Addresses (IPv6: /64 networks) that visited within the retention',
              }),
            },
            { title: 'Visitors' },
          ),
        },
      },
    },
    async () => ({ unique: await uniqueVisitors(database.sequelize) }),
  );
};
