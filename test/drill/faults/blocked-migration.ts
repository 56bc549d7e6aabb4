import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startService } from '../../pipeline/rig/service.ts';
import type { Scene } from '../scene.ts';
import { statement } from './statement.ts';

/** Starts a process on a database that has no schema yet, while someone's open transaction is in the way of making one. */
export async function blockedMigration({ databaseUrl, stack }: Scene): Promise<() => Promise<void>> {
  const name = `drill_${randomUUID().replaceAll('-', '')}`;
  await statement(databaseUrl, `CREATE DATABASE ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const holder = new pg.Client({ connectionString: url.href });
  await holder.connect();
  await holder.query('BEGIN');
  // The name is taken until the transaction ends: whoever creates the table has to wait for that.
  await holder.query('CREATE TABLE questions ()');
  const starting = startService({
    name: 'new-release',
    stack,
    databaseUrl: url.href,
    env: { ROLES: 'web,api' },
    // Not ready in time is what is wanted; that it never was is then for the alert to say.
  }).catch(() => undefined);
  return async () => {
    await holder.end();
    const service = await starting;
    await service?.part.stop();
  };
}
