import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { ANSWER_MS, answerWithin } from '#src/database/answer-within.ts';
import type { Database } from '#src/database/database.ts';
import { recordAction } from '#src/database/record-action.ts';
import { socketOf } from '#src/database/socket-of.ts';
import { WatchedClient } from '#src/database/watched-client.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { copyOut } from '#src/features/exports/csv/copy-out.ts';
import { forExcel } from '#src/features/exports/csv/for-excel.ts';
import { votesAsCsv, votesWithTabs } from '#src/features/exports/csv/votes-as-csv.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { FairTurns } from '#src/plugins/fair-turns.ts';
import { Problem } from '#src/plugins/problem.ts';
import { Type } from '#src/schema/type.ts';

/** Downloads under way in this process at most: each keeps a connection to the database as long as its reader takes. */
const turns = new FairTurns({ atOnce: 4, ofOne: 2, waiting: 0, waitingOfOne: 0 });

/** Rows as they come from the database, no faster than they are taken. */
async function* rows(client: pg.Client, sql: string): AsyncGenerator<Buffer> {
  for await (const { bytes } of copyOut(client, sql)) yield bytes;
}

/** The same rows for programs, and as Excel opens them. */
const FORMS = {
  csv: {
    ending: '.csv',
    type: 'text/csv; charset=utf-8',
    read: (client: pg.Client, id: number) => rows(client, votesAsCsv(id)),
  },
  excel: {
    ending: '_excel.csv',
    type: 'text/csv; charset=utf-16le',
    read: (client: pg.Client, id: number) => forExcel(rows(client, votesWithTabs(id))),
  },
};

async function connect(url: string): Promise<pg.Client> {
  const client = new WatchedClient({
    connectionString: url,
    application_name: 'tallyscope-download',
  });
  await client.connect();
  return client;
}

/**
 * Answers who manages a question with its votes as CSV, the same rows as an export writes, streamed from a connection of its own.
 * @throws a 503 problem where too many read at this moment.
 */
async function downloadVotes(
  database: Database,
  request: FastifyRequest<{ Params: { slug: string } }>,
  reply: FastifyReply,
  form: keyof typeof FORMS,
): Promise<FastifyReply> {
  const { id, slug, authorId } = await ownQuestion(database, request);
  const actor = identityOf(request);
  const end = await turns.take(String(actor.accountId));
  if (!end) {
    throw new Problem({ type: 'busy', status: 503, title: 'Too many downloads', retryAfterSeconds: 10 });
  }
  try {
    const { sequelize } = database;
    const recorded = sequelize.transaction((transaction) =>
      recordAction(sequelize, transaction, {
        actor,
        action: 'votes.downloaded',
        question: { slug, authorId },
      }),
    );
    await answerWithin(ANSWER_MS, recorded);
    const client = await connect(database.url);
    const { ending, type, read } = FORMS[form];
    const stream = Readable.from(read(client, id), { objectMode: false }).once('close', () => {
      end();
      // A reader may have left in the middle of the statement, or before the first row: only closing ends it.
      socketOf(client).destroy();
    });
    return reply
      .header('content-disposition', `attachment; filename="question_${slug}${ending}"`)
      .type(type)
      .send(stream);
  } catch (error) {
    end();
    throw error;
  }
}

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
