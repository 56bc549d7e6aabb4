import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, chown, copyFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { prepareCluster } from '#src/database/embedded/prepare-cluster.ts';
import { commandAs, programEnvironment } from '#src/database/embedded/run-as.ts';
import type { Cleanup } from './cleanup.ts';
import { query } from './embedded.ts';
import { eventually } from './eventually.ts';
import { makeScratchDirectory } from './scratch-directory.ts';

interface Identity {
  certificate: string;
  key: string;
}

/** A PostgreSQL that answers on loopback, to those alone who encrypt. */
export interface TlsServer {
  /** Its URL by that host name, with nothing said about certificates. */
  url(host?: string): string;
  /** Shows another certificate, to connections that are made a moment later. */
  show(identity: Identity): Promise<void>;
}

async function freePort(): Promise<number> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  holder.close();
  await once(holder, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** Starts one that shows this certificate, for as long as the test or suite takes. */
export async function startTlsServer(t: Cleanup, identity: Identity): Promise<TlsServer> {
  const directory = await makeScratchDirectory();
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const { cluster, url: socketUrl } = await prepareCluster(directory);
  const { paths, binaries, runAs } = cluster;
  const { password } = new URL(socketUrl);
  const port = await freePort();
  const url = (host = 'localhost') => `postgres://tallyscope:${password}@${host}:${port}/tallyscope`;

  const install = async ({ certificate, key }: Identity) => {
    for (const [from, name] of [
      [certificate, 'server.crt'],
      [key, 'server.key'],
    ] as const) {
      const target = join(paths.data, name);
      await copyFile(from, target);
      await chmod(target, 0o600);
      if (runAs.uid !== undefined && runAs.gid !== undefined) await chown(target, runAs.uid, runAs.gid);
    }
  };
  await install(identity);
  await appendFile(join(paths.data, 'pg_hba.conf'), 'hostssl all tallyscope 127.0.0.1/32 scram-sha-256\n');

  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', ssl: 'on' };
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { command, args, user } = commandAs(runAs, binaries.postgres, ['-D', paths.data, ...given]);
  const server = spawn(command, args, { ...user, cwd: '/', env: programEnvironment, stdio: 'ignore' });
  const ended = once(server, 'exit');
  t.after(async () => {
    server.kill('SIGINT');
    await ended;
  });
  const unverified = `${url('127.0.0.1')}?sslmode=no-verify`;
  await eventually(() => query(unverified, 'SELECT 1'), { withinMs: 60_000 });
  return {
    url,
    show: async (other) => {
      await install(other);
      server.kill('SIGHUP');
    },
  };
}
