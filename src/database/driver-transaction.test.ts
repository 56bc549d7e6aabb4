import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as turn } from 'node:timers/promises';
import pg from 'pg';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database, readPool } from '#src/database/database.ts';
import { DriverTransaction, type Statement } from '#src/database/driver-transaction.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { query } from '../../test/support/embedded.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';

const add: Statement = {
  name: 'add',
  text: 'INSERT INTO kept SELECT unnest($1::integer[]) RETURNING id',
};
const seen: Statement = { name: 'seen', text: 'SELECT id FROM kept WHERE id = $1::integer' };
const end: Statement = { name: 'end', text: 'SELECT pg_terminate_backend(pg_backend_pid())' };

describe('DriverTransaction', () => {
  const cleanup = suiteCleanup();
  let url: string;
  let database: Database;
  before(async () => {
    url = await createTestDatabase(cleanup);
    database = connectDatabase(url, { poolSize: 1 });
    cleanup.after(() => database.close());
    await database.sequelize.query('CREATE TABLE kept (id integer PRIMARY KEY)');
  });

  const begin = () => DriverTransaction.begin(database.sequelize);
  const adding = (...ids: number[]) => ({ statement: add, values: [`{${ids.join(',')}}`] });
  const stored = async (from: number) => {
    const rows = await database.sequelize.query<{ id: number }>(
      'SELECT id FROM kept WHERE id >= $1 AND id < $1 + 10 ORDER BY id',
      { bind: [from], type: QueryTypes.SELECT },
    );
    return rows.map(({ id }) => id);
  };
  /** The pool has its one connection back. */
  const isFree = () => assert.deepEqual(readPool(database), { used: 0, idle: 1, pending: 0, max: 1 });
  /** Has everything prepared on the connection of the pool. */
  async function warm() {
    for (const step of [adding(), { statement: seen, values: ['0'] }]) {
      const transaction = await begin();
      await transaction.finish(step);
    }
    await (await begin()).rollback();
  }

  // The first time statements go one by one, to be prepared, and later together.
  for (const [round, from] of [
    ['the first time', 10],
    ['later', 20],
  ] as const) {
    it(`keeps what it finished, and nothing of what it rolled back, ${round}`, async () => {
      const kept = await begin();
      assert.deepEqual(await kept.finish(adding(from, from + 1)), [{ id: from }, { id: from + 1 }]);
      assert.equal(kept.uncertain, false);
      const dropped = await begin();
      assert.deepEqual(await dropped.query(add, [`{${from + 2}}`]), [{ id: from + 2 }]);
      assert.ok(await dropped.rollback());
      assert.deepEqual(await stored(from), [from, from + 1]);
      isFree();
    });

    it(`gives the rows of the last of several statements, which sees those before, ${round}`, async () => {
      const transaction = await begin();
      const rows = await transaction.finish(adding(from + 3, from + 4), {
        statement: seen,
        values: [String(from + 4)],
      });
      assert.deepEqual(rows, [{ id: from + 4 }]);
      isFree();
    });

    it(`gives the SQLSTATE of what was refused, keeps nothing and is certain of it, ${round}`, async () => {
      const transaction = await begin();
      await assert.rejects(transaction.finish(adding(from + 5), adding(from + 6, from + 6)), {
        code: '23505',
      });
      assert.equal(transaction.uncertain, false);
      assert.deepEqual(
        (await stored(from)).filter((id) => id >= from + 5),
        [],
      );
      isFree();
    });
  }

  it('sends its statements, its BEGIN and its COMMIT in one go, once they are prepared', async (t) => {
    await warm();
    const asked = t.mock.method(pg.Client.prototype, 'query');
    const transaction = await begin();
    await transaction.finish(adding(30), adding(31));
    assert.equal(asked.mock.callCount(), 1);
    // What traces show of it.
    const [sent] = asked.mock.calls.map(({ arguments: [query] }) => query as unknown as Statement);
    assert.deepEqual({ name: sent?.name, text: sent?.text }, add);
    assert.deepEqual(await stored(30), [30, 31]);
    const { mock } = t.mock.method(pg.Client.prototype, 'query');
    await (await begin()).finish({ statement: { name: 'new', text: 'SELECT 1' }, values: [] });
    assert.equal(mock.callCount(), 3);
  });

  it('begins once, and commits once', async (t) => {
    await warm();
    const bound = t.mock.method(pg.Connection.prototype, 'bind');
    const transaction = await begin();
    assert.equal(transaction.uncertain, false);
    await transaction.query(add, ['{32}']);
    await transaction.finish(adding(33));
    assert.deepEqual(
      bound.mock.calls.map(({ arguments: [config] }) => config?.statement),
      ['begin', 'add', 'add', 'commit'],
    );
    bound.mock.restore();
    assert.deepEqual(await stored(32), [32, 33]);
  });

  it('leaves the connection alone once it gave it back', async () => {
    const ended = await begin();
    await ended.finish(adding(34));
    const other = await begin();
    await other.query(add, ['{35}']);
    assert.equal(await ended.rollback(), false);
    await other.finish(adding(36));
    assert.deepEqual(await stored(34), [34, 35, 36]);
    isFree();
  });

  it('has its statements prepared once a connection', async () => {
    for (const id of [40, 41]) await (await begin()).finish(adding(id));
    const count = {
      name: 'count',
      text: 'SELECT count(*)::int AS n FROM pg_prepared_statements WHERE statement = $1',
    };
    const transaction = await begin();
    assert.deepEqual(await transaction.query(count, [add.text]), [{ n: 1 }]);
    await transaction.rollback();
  });

  it('runs nothing where it could not begin', async () => {
    const own = connectDatabase(database.url, { poolSize: 1 });
    cleanup.after(() => own.close());
    for (const id of [50, 51]) await (await DriverTransaction.begin(own.sequelize)).finish(adding(id));
    await own.sequelize.query('DEALLOCATE begin');
    const third = await DriverTransaction.begin(own.sequelize);
    await assert.rejects(third.finish(adding(52)), { code: '26000' });
    assert.equal(third.uncertain, false);
    assert.deepEqual(await stored(50), [50, 51]);
  });

  it('goes on where a statement was refused before that was prepared', async () => {
    const late = { name: 'late', text: 'INSERT INTO late SELECT unnest($1::integer[]) RETURNING id' };
    await assert.rejects((await begin()).finish({ statement: late, values: ['{1}'] }), { code: '42P01' });
    await database.sequelize.query('CREATE TABLE late (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED)');
    const rows = await (await begin()).finish({ statement: late, values: ['{1}'] });
    assert.deepEqual(rows, [{ id: 1 }]);
    // COMMIT itself refuses it.
    for (const prepares of [false, true]) {
      if (prepares) await warm();
      const transaction = await begin();
      await assert.rejects(transaction.finish({ statement: late, values: ['{1}'] }), { code: '23505' });
      assert.equal(transaction.uncertain, false);
      isFree();
    }
  });

  it('is certain that nothing was committed where the connection was lost before', async () => {
    await warm();
    const transaction = await begin();
    await assert.rejects(transaction.query(end, []));
    assert.equal(await transaction.rollback(), false);
    assert.equal(transaction.uncertain, false);
    const next = await begin();
    await assert.rejects(next.finish({ statement: end, values: [] }, adding(60)));
    assert.equal(next.uncertain, false);
    await (await begin()).finish(adding(61));
    assert.deepEqual(await stored(60), [61]);
  });

  it('is uncertain where the connection was lost with all of it on its way', async () => {
    const sleep = { name: 'sleep', text: 'SELECT pg_sleep($1::float)' };
    await warm();
    await (await begin()).finish({ statement: sleep, values: ['0'] });
    const transaction = await begin();
    const finishing = transaction.finish(adding(70), { statement: sleep, values: ['20'] });
    const lost = assert.rejects(finishing);
    const ended = () =>
      query(
        url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event = 'PgSleep'`,
      );
    while ((await ended()).length === 0) await turn(10);
    await lost;
    assert.equal(transaction.uncertain, true);
    assert.equal(await transaction.rollback(), false);
    assert.deepEqual(await stored(70), []);
  });

  it('is uncertain where an answer came that cannot be read', async () => {
    let read = (text: string) => text;
    const odd = {
      name: 'odd',
      text: 'SELECT 1',
      types: { getTypeParser: () => (text: string) => read(text) },
    };
    await warm();
    await (await begin()).finish({ statement: odd, values: [] });
    read = () => {
      throw new Error('not to be read');
    };
    const transaction = await begin();
    await assert.rejects(transaction.finish(adding(80), { statement: odd, values: [] }), /not to be read/);
    assert.equal(transaction.uncertain, true);
    assert.deepEqual(await stored(80), [80]);
    isFree();
  });
});
