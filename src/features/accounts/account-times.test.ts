import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { createAccessToken, findAccessToken } from '#src/features/accounts/access-token-store.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { Attempts } from '#src/features/accounts/attempts.ts';
import { findSession, openSession } from '#src/features/accounts/session-store.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const TABLES = ['accounts', 'sessions', 'access_tokens', 'attempts'];

test('no time about people in the database is finer than the hour', async (t) => {
  const { database } = await createTestApp(t);
  const { sequelize } = database;
  const account = await createAccount(database, { name: 'ada', password: 'correct horse', role: 'voter' });
  const identity = await findSession(database, await openSession(database, account));
  assert.ok(identity);
  const asked = { name: 'nightly', scopes: ['votes:write'] as const, expiresOn: null };
  const { token } = await createAccessToken(database, identity, asked);
  assert.ok(await findAccessToken(database, token));
  await new Attempts(database, 'secret').count([[{ kind: 'test', max: 1, window: 60_000 }, 'ada']]);
  // A replica of the release before writes its times as they are.
  await sequelize.query(`INSERT INTO accounts (name, password_hash, role) VALUES ('old', '', 'voter')`);
  await sequelize.query(
    `INSERT INTO sessions (token_hash, account_id, expires_at) SELECT '\\x00', id, now() FROM accounts WHERE name = 'old'`,
  );
  await sequelize.query(`UPDATE sessions SET last_seen_at = now(), expires_at = now() + interval '1 day'`);

  const columns = await sequelize.query<{ table: string; column: string; type: string }>(
    `SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns
     WHERE table_name IN (:tables) AND data_type ~ 'time|date|interval'`,
    { replacements: { tables: TABLES }, type: QueryTypes.SELECT },
  );
  assert.deepEqual(new Set(columns.map(({ table }) => table)), new Set(TABLES));
  for (const { table, column, type } of columns) {
    const rows = await sequelize.query<{ time: string; cut: boolean }>(
      `SELECT "${column}"::text AS time, "${column}" = date_trunc('hour', "${column}"::timestamptz, 'UTC') AS cut
       FROM ${table} WHERE "${column}" IS NOT NULL`,
      { type: QueryTypes.SELECT },
    );
    for (const { time, cut } of rows) assert.ok(type === 'date' || cut, `${table}.${column}: ${time}`);
    assert.ok(rows.length > 0 || column === 'expires_on', `${table}.${column} was not tried`);
  }
});
