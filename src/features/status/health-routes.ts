import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { QueryTypes } from 'sequelize';
import type { Config } from '#src/config/settings.ts';
import { version } from '#src/config/version.ts';
import { answerWithin } from '#src/database/answer-within.ts';
import type { Database } from '#src/database/database.ts';
import { certificateProblem } from '#src/database/server-certificate.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import type { Valkey } from '#src/plugins/valkey.ts';
import { Type } from '#src/schema/type.ts';
import { metricsHandler } from '#src/telemetry/state.ts';

/** Whether this process should be sent traffic; turned off before it stops. */
export interface Readiness {
  accepting: boolean;
}

/** Whether a proxy passed the request on, also one whose word on the client's address is not trusted. */
const cameThroughProxy = ({ headers }: FastifyRequest) =>
  headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;

/** Milliseconds that the database has to answer, which leaves this answer time before probes give up on it. */
const PATIENCE = 2500;

/** PostgreSQL gives out no more transaction ids while the oldest it has is of that age: 3,000,000 before they come round. */
const OLDEST_ID = 2 ** 31 - 1 - 3_000_000;

/**
 * Whether the database refuses what would change it, as a standby does, one whose disk is full at some providers, or one that
 * has no transaction ids left; and whether what it took waits for a standby.
 */
async function readWrites({ sequelize }: Database) {
  const asked = sequelize.query<{ refused: boolean; waiting: boolean }>(
    `SELECT current_setting('transaction_read_only') = 'on'
       OR (SELECT max(age(datfrozenxid)) >= ${OLDEST_ID} FROM pg_database) AS refused,
       EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'SyncRep'
         AND state_change < now() - interval '5 s') AS waiting`,
    { type: QueryTypes.SELECT },
  );
  const [answer] = await answerWithin(PATIENCE, asked);
  return answer;
}

const notReady = (detail: string) =>
  new Problem({ type: 'not-ready', status: 503, title: 'Not ready', detail, retryAfterSeconds: 1 });

/**
 * `/healthz` (the process answers), `/readyz` (it can serve: accepting, the database is there, and Valkey has been, where
 * one is set), `/version`, and `/metrics` where it is asked for, to who comes past no proxy.
 */
export const healthRoutes: FastifyPluginAsyncTypebox<{
  config: Config;
  database: Database;
  valkey: Valkey | undefined;
  readiness: Readiness;
}> = async (app, { config, database, valkey, readiness }) => {
  // Probes are answered by a process that has too much to do as well.
  const always = { schema: { hide: true }, config: { unlimited: true } };

  app.get('/healthz', { ...always, logLevel: 'warn' }, () => ({ status: 'ok' }));

  app.get('/readyz', { ...always, logLevel: 'warn' }, async () => {
    if (!readiness.accepting) throw notReady('The process is stopping.');
    const writes = await readWrites(database).catch((error: unknown) => {
      throw notReady(certificateProblem(error) ?? 'The database does not answer.');
    });
    // A Valkey that goes away later does not make the process unready: limits are counted in each process meanwhile.
    if (valkey?.problem && !valkey.answered) throw notReady(valkey.problem);
    // Pages and results are there all the same; who votes is told to come again.
    const problems = [
      writes?.refused && 'The database takes no writes.',
      writes?.waiting && 'Commits wait for a standby of the database.',
      valkey?.problem,
    ].filter(Boolean);
    return problems.length > 0 ? { status: 'ready', degraded: problems.join(' ') } : { status: 'ready' };
  });

  app.get(
    '/version',
    {
      schema: {
        hide: true,
        response: {
          200: Type.Object({ version: Type.String(), build: Type.String(), commit: Type.String() }),
        },
      },
    },
    () => ({ version, build: config.buildNumber, commit: config.gitCommit }),
  );

  const metrics = metricsHandler();
  if (metrics) {
    app.get('/metrics', { ...always, logLevel: 'warn' }, (request, reply) => {
      // They have the votes of questions whose results are hidden.
      if (cameThroughProxy(request)) throw notFound('There is nothing here.');
      reply.raw.setHeaders(new Map(Object.entries(reply.getHeaders() as Record<string, string>)));
      reply.hijack();
      metrics(request.raw, reply.raw);
    });
  }
};
