import { rm } from 'node:fs/promises';
import pino from 'pino';
import { openEmbedded } from '#src/database/embedded/open-embedded.ts';
import { makeScratchDirectory, removeDeadScratch } from './scratch-directory.ts';

/** A PostgreSQL server for tests. */
export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/** Starts an embedded server in a temporary directory, which stop() removes, or the next run where nobody does. */
export async function startTestServer(): Promise<TestServer> {
  await removeDeadScratch();
  const dataDir = await makeScratchDirectory();
  const server = await openEmbedded({ dataDir, exclusive: true, log: pino({ level: 'silent' }) });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
