import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { openEmbedded } from '#src/database/embedded/open-embedded.ts';
import { isAlive } from '#src/database/embedded/server-process.ts';
import { Organiser } from '../pipeline/rig/organiser.ts';
import { type Service, startService } from '../pipeline/rig/service.ts';
import type { Cleanup } from '../support/cleanup.ts';
import { query } from '../support/embedded.ts';
import { eventually } from '../support/eventually.ts';

/** A question as the database has it: its ballots, their different ids and the sum of its tallies. */
export interface Counted {
  ballots: number;
  tally: number;
}

/** The service on its own embedded PostgreSQL, both of which can be killed. */
export interface EmbeddedService {
  service: Service;
  organiser: Organiser;
  /** Kills the server's first process with SIGKILL and waits until it is gone. */
  killPostgres(): Promise<void>;
  /** Reads the ledger past the service. */
  counted(slug: string): Promise<Counted>;
}

const COUNTED = (slug: string) => `
  SELECT (SELECT count(DISTINCT b.id)::int FROM ballots b WHERE b.question_id = q.id) AS ballots,
    (SELECT sum(tally)::int FROM choices c WHERE c.question_id = q.id) AS tally
  FROM questions q WHERE q.slug = '${slug}'`;

/** Starts it on a disk, not in memory: what a crash leaves there is the question. */
export async function startEmbeddedService(cleanup: Cleanup): Promise<EmbeddedService> {
  const directory = await mkdtemp(join(tmpdir(), 'tallyscope-crash-'));
  cleanup.after(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o755);
  const dataDir = join(directory, 'data');
  const stack = { dataDir: directory, serviceEnv: () => ({}) };
  const service = await startService({ name: 'service', stack, env: { DATA_DIR: dataDir } });
  cleanup.after(() => service.part.stop());
  const joined = () => openEmbedded({ dataDir, exclusive: false, log: pino({ level: 'silent' }) });
  const { url } = await joined();
  return {
    service,
    organiser: await Organiser.register(url, service.url),
    killPostgres: async () => {
      const { pid } = await joined();
      process.kill(pid, 'SIGKILL');
      await eventually(() => assert.ok(!isAlive(pid)));
    },
    counted: async (slug) => {
      const [found] = await query(url, COUNTED(slug));
      return found as Counted;
    },
  };
}
