import { execFile } from 'node:child_process';
import { chownSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { PostgresNode } from './postgres-node.ts';

const run = promisify(execFile);

/** Copies files while they change. One that goes away meanwhile is none of the copy's, and PostgreSQL knows what to redo. */
async function copyFiles(from: string, to: string): Promise<void> {
  rmSync(to, { recursive: true, force: true, maxRetries: 5 });
  // Its messages are read.
  const env = { ...process.env, LC_ALL: 'C' };
  await run('cp', ['-a', from, to], { env }).catch(({ stderr = '' }: { stderr?: string }) => {
    const other = stderr.split('\n').filter((line) => line && !line.includes('No such file'));
    if (other.length > 0) throw new Error(other.join('; '));
  });
}

function own(file: string, text: string, like: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  const { uid, gid } = statSync(like);
  chownSync(file, uid, gid);
}

/** Makes `node` a copy of the running `primary` that follows it once it starts (PostgreSQL, "Making a Base Backup"). */
export async function copyCluster(primary: PostgresNode, node: PostgresNode): Promise<void> {
  const to = node.cluster.paths.data;
  const client = new pg.Client({
    host: primary.cluster.socketDirectory,
    user: 'postgres',
    database: 'postgres',
    query_timeout: 60_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('standby', true)`);
    await copyFiles(primary.cluster.paths.data, to);
    const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)');
    const version = join(to, 'PG_VERSION');
    own(join(to, 'backup_label'), rows[0].labelfile, version);
    own(join(to, 'standby.signal'), '', version);
  } finally {
    await client.end().catch(() => undefined);
  }
  rmSync(join(to, 'postmaster.pid'), { force: true });
  // What it needs it gets from the primary.
  for (const name of readdirSync(join(to, 'pg_wal'))) {
    if (/^[0-9A-F]{24}/.test(name)) rmSync(join(to, 'pg_wal', name), { force: true });
  }
}
