import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { openEmbedded } from '#src/database/embedded/open-embedded.ts';

const memory = '/dev/shm';
const roomBytes = 2 * 1024 ** 3;

/** A PostgreSQL server for tests. */
export interface TestServer {
  url: string;
  stop(): Promise<void>;
}

/** Starts an embedded server in a temporary directory, which stop() removes. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(await fastestDirectory(), 'tallyscope-test-'));
  const server = await openEmbedded({ dataDir, exclusive: true, log: pino({ level: 'silent' }) });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A database is copied in 10 ms in memory, in 170 ms on a slow disk. Containers often have too little of it. */
async function fastestDirectory(): Promise<string> {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > roomBytes ? memory : tmpdir();
}
