import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { commandAs, programEnvironment } from '#src/database/embedded/run-as.ts';
import { serverArguments } from '#src/database/embedded/server-arguments.ts';
import { clearStaleLocks, isAlive } from '#src/database/embedded/server-process.ts';
import { socketPath } from '#src/database/embedded/socket-directory.ts';
import type { Cluster } from '#src/database/embedded/start-server.ts';
import { endWithThisProcess } from '../../../tools/stack/end-with-this-process.ts';

const START_MS = 60_000;

const settings = {
  shared_buffers: '32MB',
  max_wal_size: '96MB',
  min_wal_size: '32MB',
  wal_keep_size: '128MB',
  // A standby that was frozen is not given up at once.
  wal_sender_timeout: '20s',
  wal_receiver_timeout: '20s',
};

/** A value as libpq reads it, blanks and all. */
const quoted = (value: string) => `'${value.replace(/['\\]/g, '\\$&')}'`;

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** A server's processes each have a group of their own. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]);
  } catch {
    return undefined;
  }
}

/** One PostgreSQL server that can be killed, frozen, filled and promoted. */
export class PostgresNode {
  readonly cluster: Cluster;
  /** Further environment of the server's processes. */
  readonly env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;

  constructor(cluster: Cluster, env: NodeJS.ProcessEnv = {}) {
    this.cluster = cluster;
    this.env = env;
  }

  get socket(): string {
    return socketPath(this.cluster.socketDirectory);
  }

  get alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts it, following `primary` where it is a standby, and waits until it answers. */
  async start(primary?: PostgresNode): Promise<void> {
    const { paths, binaries, runAs, socketDirectory } = this.cluster;
    await clearStaleLocks(paths.data, socketDirectory);
    const follow = primary && {
      primary_conninfo: `host=${quoted(primary.cluster.socketDirectory)} port=5432 user=postgres application_name=standby`,
    };
    const more = Object.entries({ ...settings, ...follow }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const all = [...serverArguments(paths.data, socketDirectory), ...more];
    const { command, args, user } = commandAs(runAs, binaries.postgres, all);
    const log = openSync(paths.log, 'a');
    const child = spawn(command, args, {
      ...user,
      cwd: '/',
      env: { ...programEnvironment, ...this.env },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    endWithThisProcess(child);
    this.#child = child;
    await this.#answers();
  }

  /** Kills every process of the server at once, as when power fails; what it wrote stays. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops it in order, cutting off whoever is connected. */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** Sends a signal to every process of the server. */
  signal(name: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (!this.alive || pid === undefined) return;
    // The first process goes first, so that it starts no other meanwhile.
    for (const one of [pid, ...childrenOf(pid)]) send(one, name);
  }

  /** Runs one statement as the superuser; gives its rows. */
  async query<R extends object>(sql: string, values: unknown[] = [], database = 'tallyscope'): Promise<R[]> {
    const client = new pg.Client({
      host: this.cluster.socketDirectory,
      user: 'postgres',
      database,
      connectionTimeoutMillis: 5000,
      query_timeout: 20_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(sql, values)).rows as R[];
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async #end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    const child = this.#child;
    if (!child || !this.alive) return;
    const exited = once(child, 'exit');
    if (signal === 'SIGINT') child.kill(signal);
    else {
      this.signal('SIGSTOP');
      const others = childrenOf(child.pid ?? 0);
      this.signal('SIGKILL');
      // As long as one is left it holds the memory that the next server asks for.
      while (others.some(isAlive)) await sleep(5);
    }
    await exited;
  }

  async #answers(): Promise<void> {
    for (const deadline = Date.now() + START_MS; ; await sleep(30)) {
      if (!this.alive)
        throw new Error(`PostgreSQL ended while it started; its log is ${this.cluster.paths.log}.`);
      const there = await this.query('SELECT 1', [], 'postgres').catch(() => undefined);
      if (there) return;
      if (Date.now() > deadline) throw new Error('PostgreSQL does not answer.');
    }
  }
}
