import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const HELD_MS = 800;
const FREE_MS = 20;

/** Keeps others from writing ballots most of the time: votes wait for it and are taken all the same. */
export async function lockedBallots(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  let going = true;
  const loop = async () => {
    while (going) {
      await client.query('BEGIN');
      await client.query('LOCK TABLE ballots IN EXCLUSIVE MODE');
      await sleep(HELD_MS);
      await client.query('COMMIT');
      await sleep(FREE_MS);
    }
  };
  const ended = loop().finally(() => client.end());
  return async () => {
    going = false;
    await ended;
  };
}
