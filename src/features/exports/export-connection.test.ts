import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase } from '#src/database/database.ts';
import { ExportConnection } from '#src/features/exports/export-connection.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

test('objects are locked in one order, so that two exports never wait for each other in a circle', async (t) => {
  const url = await createTestDatabase(t);
  const database = connectDatabase(url, { poolSize: 1 });
  t.after(() => database.close());
  const open = async (id: string) => {
    const connection = new ExportConnection(url);
    t.after(() => connection.destroy());
    await connection.open(id);
    return connection;
  };
  const [one, other, third] = [await open('one'), await open('other'), await open('third')];
  const keys = await database.sequelize.query<{ key: string }>(
    "SELECT key FROM unnest('{a.csv,b.csv}'::text[]) AS key ORDER BY hashtext(key)",
    { type: QueryTypes.SELECT },
  );
  const [first = '', last = ''] = keys.map(({ key }) => key);
  await one.lock([first]);
  const waiting = other.lock([last, first]);
  await untilLocked(database);
  await third.client.query("SET lock_timeout = '5s'");
  await third.lock([last]);
  await third.unlock([last]);
  await one.unlock([first]);
  assert.equal(await waiting, undefined);
});
