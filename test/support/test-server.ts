import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { openEmbedded } from '#src/database/embedded/open-embedded.ts';

/** A PostgreSQL server for tests. */
export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/** Starts an embedded server in a temporary directory, which stop() removes. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-test-'));
  const server = await openEmbedded({ dataDir, exclusive: true, log: pino({ level: 'silent' }) });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
