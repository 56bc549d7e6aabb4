import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { auditActions } from '#src/database/record-action.ts';
import { searchText } from '#src/database/search-text.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { readAuditLog } from '#src/features/audit-log/read-audit-log.ts';
import { Type } from '#src/schema/type.ts';

const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

const AuditLineResponse = Type.Object(
  {
    at: Type.String({ format: 'date-time' }),
    actor: nullable('Name of the account; null for a command of the operator'),
    action: Type.Enum(auditActions),
    question: nullable('Slug of the question, which may be gone'),
    details: Type.Record(
      Type.String(),
      Type.Union([Type.String(), Type.Number(), Type.Array(Type.String())]),
      { description: 'Names of changed fields, and numbers' },
    ),
  },
  { title: 'Action' },
);

/** The audit log for programs. */
export const auditLogApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  app.get(
    '/audit-log',
    {
      preValidation: app.requireOrganiser,
      schema: {
        tags: ['organise'],
        security: bearer('questions:read'),
        operationId: 'readAuditLog',
        summary: 'What organisers did, newest first',
        description:
          'Administrators see everything, organisers their own actions and those on their questions.',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          question: Type.Optional(Type.String({ maxLength: 80, description: 'Slug of a question' })),
          after: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: Number.MAX_SAFE_INTEGER,
              description: 'Cursor `next` of the page before',
            }),
          ),
        }),
        response: {
          200: Type.Object({
            actions: Type.Array(AuditLineResponse),
            next: Type.Union([Type.Integer(), Type.Null()], { description: 'Cursor of the next page' }),
          }),
        },
      },
    },
    async (request) => {
      const { after, question, limit } = request.query;
      const about = question === undefined ? undefined : searchText(question);
      const filter = { question: about, before: after, limit };
      const { lines, next } = await readAuditLog(database.sequelize, identityOf(request), filter);
      const actions = lines.map(({ at, actor, action, question: slug, details }) => {
        return { at: at.toISOString(), actor, action, question: slug, details };
      });
      return { actions, next: next ?? null };
    },
  );
};
