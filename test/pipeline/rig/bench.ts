import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase } from '#src/database/database.ts';
import { Backends } from '../../../tools/demo/backends.ts';
import { type Stack, startStack } from '../../../tools/stack/start-stack.ts';
import type { Cleanup } from '../../support/cleanup.ts';
import { createTestDatabase } from '../../support/database.ts';
import { query } from '../../support/embedded.ts';
import { BallotBox } from './ballot-box.ts';
import { fastRules } from './fast-rules.ts';
import { Organiser } from './organiser.ts';
import { Received } from './received.ts';
import { type Service, startService } from './service.ts';
import { Traces } from './traces.ts';

/** The whole pipeline on real parts: two processes of the service on one database, and what asks the backends. */
export interface Bench {
  stack: Stack;
  databaseUrl: string;
  services: [Service, Service];
  /** URLs of both processes. */
  urls: string[];
  organiser: Organiser;
  box: BallotBox;
  backends: Backends;
  received: Received;
  traces: Traces;
}

/** The question whose file is large enough for several parts. */
export const OLD = { slug: 'old-question', ballots: 40_000 };

async function fill(databaseUrl: string): Promise<void> {
  const database = connectDatabase(databaseUrl, { poolSize: 1 });
  try {
    await database.sequelize.query(`
      INSERT INTO questions (slug, text, policy, state, opens_at)
      VALUES ('${OLD.slug}', 'An old question', 'open', 'open', now() - interval '2 days');
      INSERT INTO choices (question_id, position, text, tally)
      VALUES (1, 0, repeat('long ', 38), ${OLD.ballots}), (1, 1, 'short', 0);
      INSERT INTO ballots (id, question_id, choices, cast_at)
      SELECT gen_random_uuid(), 1, '{1}', now() - interval '1 day' FROM generate_series(1, ${OLD.ballots});
      INSERT INTO turnouts VALUES (1, ${OLD.ballots})`);
  } finally {
    await database.close();
  }
}

/** Starts the pipeline for a suite; everything is stopped and removed when it ends. */
export async function startBench(cleanup: Cleanup): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-pipeline-'));
  cleanup.after(() => rm(dataDir, { recursive: true, force: true }));
  const [stack, databaseUrl] = await Promise.all([
    startStack({
      dataDir,
      capture: true,
      collectorEnv: { TRACE_DECISION_WAIT: '1s' },
      rules: { alerts: fastRules(join(dataDir, 'rules')) },
    }),
    createTestDatabase(cleanup),
  ]);
  cleanup.after(() => stack.stop());
  await fill(databaseUrl);
  const start = async (name: string) => {
    const env = { METRICS_ENDPOINT: 'true', TRUSTED_PROXIES: '127.0.0.1' };
    const service = await startService({ name, stack, databaseUrl, env });
    cleanup.after(() => service.part.stop());
    return service;
  };
  const services = await Promise.all([start('service-a'), start('service-b')]);
  const organiser = await Organiser.register(databaseUrl, services[0].url);
  await query(
    databaseUrl,
    `UPDATE questions SET author_id = (SELECT id FROM accounts) WHERE slug = '${OLD.slug}'`,
  );
  const box = new BallotBox();
  cleanup.after(() => box.close());
  return {
    stack,
    databaseUrl,
    services,
    urls: services.map(({ url }) => url),
    organiser,
    box,
    backends: new Backends(stack),
    received: new Received(stack),
    traces: new Traces(stack),
  };
}
