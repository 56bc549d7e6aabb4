import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { invitation } from '#src/features/credentials/credential-link.ts';
import {
  countCredentials,
  MOST_AT_A_TIME,
  makeCredentials,
  replaceCredential,
  revokeCredentials,
} from '#src/features/credentials/credential-store.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { orProblem } from '#src/features/questions/question-problem.ts';
import type { Voters } from '#src/features/votes/voter.ts';
import { originOf } from '#src/plugins/origin-of.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { Type } from '#src/schema/type.ts';

const Counts = Type.Object(
  {
    made: Type.Integer({ description: 'Credentials of the question that are not revoked' }),
    used: Type.Integer({ description: 'How many of them somebody has voted with; not which' }),
  },
  { title: 'Credentials' },
);
const credential = {
  link: Type.String({ description: 'Page that votes with this credential' }),
  code: Type.String({ description: 'What `credential` of a vote over the API takes' }),
};
const Made = Type.Object({ credentials: Type.Array(Type.Object(credential)) }, { title: 'New credentials' });
const Replaced = Type.Object(credential, { title: 'New credential' });

/** One-time credentials of a question, for those who manage it. */
export const credentialApi: FastifyPluginAsyncTypebox<{
  config: Config;
  database: Database;
  voters: Voters;
}> = async (app, { config, database, voters }) => {
  const url = '/questions/:slug/credentials';
  const preValidation = app.requireOrganiser;
  const schema = {
    tags: ['credentials'],
    security: bearer('questions:write'),
    params: Type.Object({ slug: Type.String() }),
  };

  app.post(
    url,
    {
      preValidation,
      schema: {
        ...schema,
        operationId: 'makeCredentials',
        summary: 'Make one-time credentials',
        description:
          'For a question with the policy `credential` that has not closed. The codes are in this answer and stored nowhere.',
        body: Type.Object(
          { count: Type.Integer({ minimum: 1, maximum: MOST_AT_A_TIME }) },
          { additionalProperties: false },
        ),
        response: { 201: Made, ...problems(409, 422) },
      },
    },
    async (request, reply) => {
      const { slug } = await ownQuestion(database, request);
      const { count } = request.body;
      const actor = identityOf(request);
      const codes = await orProblem(makeCredentials({ database, voters }, { slug, count, actor }));
      const origin = originOf(config, request);
      const credentials = codes.map((code) => invitation(origin, slug, code));
      return reply.code(201).send({ credentials });
    },
  );

  app.post(
    `${url}/replace`,
    {
      preValidation,
      schema: {
        ...schema,
        operationId: 'replaceCredential',
        summary: 'Replace a credential that is not used',
        description:
          'For who lost an invitation, or whose came into other hands. The old one is no longer good; the new code is in this answer and stored nowhere.',
        body: Type.Object(
          {
            credential: Type.String({
              minLength: 1,
              maxLength: 500,
              description: 'Code or link of the old one',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 201: Replaced, ...problems(409, 422) },
      },
    },
    async (request, reply) => {
      const { slug } = await ownQuestion(database, request);
      const lost = { slug, code: request.body.credential, actor: identityOf(request) };
      const code = await orProblem(replaceCredential({ database, voters }, lost));
      const origin = originOf(config, request);
      return reply.code(201).send(invitation(origin, slug, code));
    },
  );

  app.get(
    url,
    {
      preValidation,
      schema: {
        ...schema,
        operationId: 'countCredentials',
        summary: 'Count one-time credentials',
        response: { 200: Counts },
      },
    },
    async (request) => {
      const { id } = await ownQuestion(database, request);
      return countCredentials(database, id);
    },
  );

  app.delete(
    url,
    {
      preValidation,
      schema: {
        ...schema,
        operationId: 'revokeCredentials',
        summary: 'Revoke credentials that are not used',
        description: 'Votes that were cast with others stay counted.',
        response: { 200: Type.Object({ revoked: Type.Integer() }) },
      },
    },
    async (request) => {
      const { slug } = await ownQuestion(database, request);
      return { revoked: await revokeCredentials(database, slug, identityOf(request)) };
    },
  );
};
