import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { openEmbedded } from '#src/database/embedded/open-embedded.ts';
import { migrate } from '#src/database/migrate.ts';
import { type OtlpReceiver, startOtlpReceiver } from '#src/telemetry/testing/otlp-receiver.ts';
import { makeScratchDirectory, removeDeadScratch } from '../../test/support/scratch-directory.ts';
import { databaseUrl } from '../../test/support/template-database.ts';
import { withClient } from '../../test/support/with-client.ts';

/** What every part of the benchmark runs on: one PostgreSQL on disk, and a receiver that takes all telemetry. */
export interface Rig {
  directory: string;
  serverUrl: string;
  postgresVersion: string;
  receiver: OtlpReceiver;
  /** Opens a database of this name, made and migrated where it is not there. */
  database(name: string): Promise<Database>;
  /** Starts PostgreSQL anew, with the settings that what it stores by now asks for; databases have to be opened again. */
  restart(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM'] as const;
const silent = pino({ level: 'silent' });

/**
 * Sets the rig up for the length of `work`, or until somebody interrupts it. The cluster is on disk, with the settings
 * of the embedded server: fsync is on.
 */
export async function withRig<T>(work: (rig: Rig) => Promise<T>): Promise<T> {
  await removeDeadScratch();
  const directory = await makeScratchDirectory({ disk: true });
  const receiver = await startOtlpReceiver();
  const start = () => openEmbedded({ dataDir: join(directory, 'postgres'), exclusive: true, log: silent });
  let server = await start();
  const opened: Database[] = [];
  const database = async (name: string) => {
    await createDatabase(server.url, name);
    const found = connectDatabase(databaseUrl(server.url, name), { poolSize: 4 });
    opened.push(found);
    await migrate(found.sequelize);
    return found;
  };
  const stop = async () => {
    for (const each of opened.splice(0)) await each.close();
    await server.stop();
  };
  const restart = async () => {
    await stop();
    server = await start();
  };
  const end = async () => {
    await stop();
    await receiver.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const interrupted = () => void end().finally(() => process.exit(1));
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const postgresVersion = await versionOf(server.url);
    return await work({ directory, serverUrl: server.url, postgresVersion, receiver, database, restart });
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
    await end();
  }
}

const versionOf = (url: string) =>
  withClient(url, async (client) =>
    String((await client.query('SHOW server_version')).rows[0].server_version),
  );

const createDatabase = (url: string, name: string) =>
  withClient(url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  });
