import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import pino from 'pino';
import { type EmbeddedPostgres, openEmbedded } from '#src/database/embedded/open-embedded.ts';
import type { Cleanup } from './cleanup.ts';
import { makeScratchDirectory } from './scratch-directory.ts';
import { withClient } from './with-client.ts';

const log = pino({ level: 'silent' });

/** A directory for one test, and the servers opened in it. */
export interface Scratch {
  directory: string;
  /** Opens the server in `dataDir` (the directory itself unless given) for the length of the test. */
  open(dataDir?: string, exclusive?: boolean): Promise<EmbeddedPostgres>;
  /** Stops the servers opened so far, for a directory that serves several tests. */
  stop(): Promise<void>;
}

/** Makes a directory any user may enter. When the test ends its servers are stopped and it is removed. */
export async function makeScratch(t: Cleanup): Promise<Scratch> {
  const directory = await makeScratchDirectory();
  await chmod(directory, 0o755);
  const servers: EmbeddedPostgres[] = [];
  const stop = async () => {
    for (const server of servers.splice(0)) await server.stop();
  };
  t.after(async () => {
    await stop();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    directory,
    open: async (dataDir = directory, exclusive = true) => {
      const server = await openEmbedded({ dataDir, exclusive, log });
      servers.push(server);
      return server;
    },
    stop,
  };
}

/** Runs one statement on a connection of its own; gives its rows. */
export const query = (url: string, sql: string): Promise<unknown[]> =>
  withClient(url, async (client) => (await client.query(sql)).rows);

/** A process that serves from `dataDir` until it is killed, and the server it opened. */
export interface Child {
  process: ChildProcess;
  url: string;
  pid: number;
}

/** Opens the server in a process of its own, as another user or by another program where one is given. Rejects with its error output. */
export async function openInChild(
  dataDir: string,
  { by = [], ...user }: { by?: string[]; uid?: number; gid?: number } = {},
): Promise<Child> {
  const program = `
    import { openEmbedded } from '#src/database/embedded/open-embedded.ts';
    const log = { info() {}, warn() {} };
    const server = await openEmbedded({ dataDir: process.argv[1], exclusive: true, log }).catch((error) => {
      console.error(error.message);
      process.exit(1);
    });
    console.log(JSON.stringify({ url: server.url, pid: server.pid }));
    process.once('SIGTERM', () => server.stop());
  `;
  const node = [process.execPath, '--input-type=module', '--eval', program, dataDir];
  const [command = '', ...args] = [...by, ...node];
  // Another user may not write where coverage is gathered; an empty name turns it off in the child.
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const child = spawn(command, args, { ...user, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const exit = once(child, 'close');
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), exit.then(() => undefined)]);
  if (line === undefined) throw new Error(complaint.trim());
  return { process: child, ...JSON.parse(String(line[0])) };
}

/** Ends a process and waits until it is gone. */
export async function end({ process: child }: Child, signal: NodeJS.Signals): Promise<void> {
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
