import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { connectDatabase } from '#src/database/database.ts';
import { DriverTransaction } from '#src/database/driver-transaction.ts';
import { isInUse, takeServiceLock } from '#src/database/embedded/service-lock.ts';
import { Leader } from '#src/database/leader.ts';
import { Notifications } from '#src/database/notifications.ts';
import { WatchedClient } from '#src/database/watched-client.ts';
import { writeBackup } from '#src/features/backups/write-backup.ts';
import { copyOut } from '#src/features/exports/csv/copy-out.ts';
import { ExportConnection } from '#src/features/exports/export-connection.ts';
import { ExportQueue, STEADY_PACE } from '#src/features/exports/export-queue.ts';
import { ENDS, startEndingServer } from './ending-server.ts';

const log = { warn: () => undefined };

/** What pg-boss has for its own connections, of which its types tell no more than that it runs statements. */
interface JobsDatabase {
  open(): Promise<void>;
  close(): Promise<void>;
  listen(channel: string, heard: () => void, again: () => void): Promise<{ close(): Promise<void> }>;
}

/** Reads all that a connection of its own gives. */
async function readAll(url: string, read: (client: WatchedClient) => AsyncIterable<unknown>): Promise<void> {
  const client = new WatchedClient({ connectionString: url });
  try {
    await client.connect();
    for await (const _ of read(client));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Everybody who connects to PostgreSQL: uses the connection, and lets it go. Whether that succeeds is all the same. */
const USERS: Record<string, (url: string) => Promise<unknown>> = {
  'the pool': async (url) => {
    const database = connectDatabase(url, { poolSize: 2 });
    const { sequelize } = database;
    const ask = () => sequelize.query('SELECT 1').catch(() => undefined);
    await Promise.all([ask(), ask(), ask()]);
    await ask();
    await database.close();
  },
  'the write path': async (url) => {
    const database = connectDatabase(url, { poolSize: 1 });
    try {
      const transaction = await DriverTransaction.begin(database.sequelize);
      await transaction.finish({ statement: { name: 'a', text: 'SELECT $1' }, values: ['1'] });
    } finally {
      await database.close();
    }
  },
  'the queue of exports': async (url) => {
    const queue = new ExportQueue(url, { worker: true, onError: () => undefined, pace: STEADY_PACE });
    await queue.prepare().finally(() => queue.close(0));
  },
  'what listens for exports': async (url) => {
    const boss = new PgBoss({ connectionString: url }).on('error', () => undefined);
    const jobs = boss.getDb() as unknown as JobsDatabase;
    await jobs.open();
    const ignore = () => undefined;
    const listening = jobs.listen('exports', ignore, ignore).then((listener) => listener.close());
    await listening.finally(() => jobs.close());
  },
  'what listens': async (url) => {
    const notifications = new Notifications(url, ['votes']);
    await notifications.open().finally(() => notifications.close());
  },
  'who leads': async (url) => {
    const leader = new Leader(url, {
      lock: 1,
      name: 'leader',
      log,
      failure: 'a round failed',
      pause: () => 1,
      work: async () => undefined,
      lost: () => undefined,
    });
    await leader.start();
    await leader.stop();
  },
  'an export': async (url) => {
    await using connection = new ExportConnection(url);
    await connection.open('an export');
  },
  'a download': (url) => readAll(url, (client) => copyOut(client, 'COPY ballots TO STDOUT')),
  'a backup': (url) => readAll(url, (client) => writeBackup(client, () => undefined)),
  'who owns the embedded server': async (url) => (await takeServiceLock(url, 'nowhere')).end(),
  'who asks for the embedded server': isInUse,
};

describe('a server that ends a connection ends no process', () => {
  for (const [who, use] of Object.entries(USERS))
    describe(who, () => {
      for (const [when, end] of Object.entries(ENDS))
        it(when, { timeout: 60_000 }, async () => {
          const { url, stop } = await startEndingServer(end);
          await use(url).catch(() => undefined);
          await stop();
          // What is told last is told a turn later.
          await turn();
        });
    });
});
