import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { openEmbedded } from '#src/database/embedded/open-embedded.ts';
import { prepareCluster } from '#src/database/embedded/prepare-cluster.ts';
import { makeScratchDirectory, removeDeadScratch } from './scratch-directory.ts';

/** Nothing survives a failure of the machine, and no disk is waited for. */
const NOT_DURABLE = 'fsync = off\nfull_page_writes = off\n';

/** A PostgreSQL server for tests. */
export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts an embedded server in a temporary directory, which stop() removes, or the next run where nobody does. What asks
 * whether something is right may have it not durable, which is quicker; what measures needs it as the service has it.
 */
export async function startTestServer({ durable = true } = {}): Promise<TestServer> {
  await removeDeadScratch();
  const dataDir = await makeScratchDirectory();
  if (!durable) {
    const { cluster } = await prepareCluster(dataDir);
    await appendFile(join(cluster.paths.data, 'postgresql.conf'), NOT_DURABLE);
  }
  const server = await openEmbedded({ dataDir, exclusive: true, log: pino({ level: 'silent' }) });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
