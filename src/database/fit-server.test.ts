import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDatabase } from '#src/database/database.ts';
import { requireFitServer, ServerUnfit } from '#src/database/fit-server.ts';
import { openDatabase } from '#src/database/open-database.ts';
import { ask, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { query } from '../../test/support/embedded.ts';
import { databaseUrl } from '../../test/support/template-database.ts';

test('a database of its own is fit', async (t) => {
  await requireFitServer(await createTestDatabase(t));
});

test('a database that holds no Unicode is refused before anything is opened', async (t) => {
  const server = databaseUrl(await createTestDatabase(t), 'postgres');
  const name = `ascii_${randomUUID().replaceAll('-', '')}`;
  await query(server, `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0`);
  t.after(() => query(server, `DROP DATABASE ${name}`));
  const { config, secrets } = loadConfig({ DATABASE_URL: databaseUrl(server, name) });
  const log = { info: () => undefined, warn: () => undefined };
  await assert.rejects(
    openDatabase({ config, secrets, exclusive: true, log }),
    (error) => error instanceof ServerUnfit && /SQL_ASCII.*UTF8/.test(error.message),
  );
});

const strange = [
  // As where a superuser has set it, which nobody here is.
  {
    what: 'without foreign keys and triggers',
    name: 'session_replication_role',
    value: 'replica',
    says: /session_replication_role is replica/,
  },
  {
    what: 'of a server that is too old',
    name: 'server_version_num',
    value: '130023',
    says: /PostgreSQL 18.*needs 14 or newer/,
  },
];
for (const { what, name, value, says } of strange)
  test(`a database ${what} is refused`, async (t) => {
    const url = await createTestDatabase(t);
    await query(
      url,
      `CREATE FUNCTION current_setting(name text) RETURNS text LANGUAGE sql AS $$
         SELECT CASE name WHEN '${name}' THEN '${value}' ELSE pg_catalog.current_setting(name) END $$;
       ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = public, pg_catalog`,
    );
    await assert.rejects(
      requireFitServer(url),
      (error) => error instanceof ServerUnfit && says.test(error.message),
    );
  });

test('a connection that cannot be made durable is none', async (t) => {
  const url = await createTestDatabase(t);
  await query(
    url,
    `CREATE FUNCTION set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT (1 / 0)::text $$;
     ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = public, pg_catalog;
     ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`,
  );
  const database = connectDatabase(url, { poolSize: 1 });
  t.after(() => database.close());
  await assert.rejects(database.sequelize.query('SELECT 1'), /division by zero/);
});

/** What stands for the session of a statement. */
const sessions = {
  'another each time, as where the session goes to whoever has a transaction meanwhile': `nextval('backends')`,
  'one of two in turn': `nextval('backends') % 2`,
};

for (const [given, session] of Object.entries(sessions))
  test(`a pooler that gives a connection the session of another is refused: ${given}`, async (t) => {
    const url = await createTestDatabase(t);
    await query(
      url,
      `CREATE SEQUENCE backends;
       CREATE FUNCTION pg_backend_pid() RETURNS integer LANGUAGE sql AS $$ SELECT (${session})::integer $$;
       ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = public, pg_catalog`,
    );
    await assert.rejects(
      requireFitServer(url),
      (error) => error instanceof ServerUnfit && /session mode/.test(error.message),
    );
  });

test('a database that is not there or says nothing is named with the setting that leads to it', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const problemOf = (host: string) =>
    requireFitServer(`postgres://nobody@${host}/none`).then(
      () => 'none',
      ({ message }: Error) => message,
    );
  const start = 'There is no connection to the database of DATABASE_URL: ';
  assert.equal(
    await problemOf('no-such-host.invalid'),
    `${start}getaddrinfo ENOTFOUND no-such-host.invalid.`,
  );
  assert.equal(await problemOf(`127.0.0.1:${port}`), `${start}nothing answers there.`);
});

test('commits are on disk where an operator asks for less, and on standbys where for more', async (t) => {
  const url = await createTestDatabase(t);
  const commitsOf = async (asked: string) => {
    await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit TO ${asked}`);
    const { sequelize, close } = connectDatabase(url, { poolSize: 1 });
    const [row] = await sequelize.query<{ synchronous_commit: string }>('SHOW synchronous_commit', {
      type: QueryTypes.SELECT,
    });
    await close();
    return row?.synchronous_commit;
  };
  const asked = ['off', 'local', 'remote_apply'];
  const found = [];
  for (const one of asked) found.push(await commitsOf(one));
  assert.deepEqual(found, ['on', 'local', 'remote_apply']);
});

test('what an operator set for a database changes nothing here', async (t) => {
  const url = await createTestDatabase(t);
  const name = new URL(url).pathname.slice(1);
  const settings = {
    DateStyle: 'SQL, DMY',
    array_nulls: 'off',
    standard_conforming_strings: 'off',
    default_transaction_isolation: 'serializable',
    extra_float_digits: '-15',
    quote_all_identifiers: 'on',
    idle_session_timeout: '1min',
    statement_timeout: '1min',
    transaction_timeout: '1min',
    lock_timeout: '0',
  };
  for (const [setting, value] of Object.entries(settings))
    await query(url, `ALTER DATABASE ${name} SET ${setting} TO '${value}'`);
  const database = connectDatabase(url, { poolSize: 2 });
  t.after(() => database.close());
  const shown = Object.keys(settings).map((setting) => `current_setting('${setting}')`);
  const [row] = await database.sequelize.query(`SELECT ARRAY[${shown}] AS shown`, {
    type: QueryTypes.SELECT,
  });
  assert.deepEqual(row, {
    shown: ['ISO, DMY', 'on', 'on', 'read committed', '1', 'off', '0', '0', '0', '10s'],
  });
  const question = await ask(database, { policy: 'browser' });
  const votes = [voteFor(question, [0], { voter: voterKey('ada') })];
  assert.deepEqual([...(await recordVotes(database.sequelize, votes)).values()], ['counted']);
});
