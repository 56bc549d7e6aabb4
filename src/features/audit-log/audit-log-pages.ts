import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { searchText } from '#src/database/search-text.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { auditLogPage } from '#src/features/audit-log/pages/audit-log-page.ts';
import { readAuditLog } from '#src/features/audit-log/read-audit-log.ts';
import { Type } from '#src/schema/type.ts';
import { paths, withQuery } from '#src/ui/paths.ts';

const PAGE_SIZE = 50;

/** The audit log, for organisers and administrators. */
export const auditLogPages: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  app.get(
    '/organise/log',
    {
      preValidation: app.requireOrganiser,
      schema: {
        hide: true,
        querystring: Type.Object({
          question: Type.String({ default: '', maxLength: 80 }),
          after: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
        }),
      },
    },
    async (request, reply) => {
      const { after } = request.query;
      const question = searchText(request.query.question);
      const { lines, next } = await readAuditLog(database.sequelize, identityOf(request), {
        question: question || undefined,
        before: after,
        limit: PAGE_SIZE,
      });
      const address = (cursor?: number) => withQuery(paths.auditLog, { question, after: cursor });
      return reply.page((context) =>
        auditLogPage(context, {
          lines,
          question,
          previous: after === undefined ? undefined : address(),
          next: next === undefined ? undefined : address(next),
        }),
      );
    },
  );
};
