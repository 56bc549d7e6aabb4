import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database, readPool } from '#src/database/database.ts';
import { DriverTransaction } from '#src/database/driver-transaction.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';

describe('DriverTransaction', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 1 });
    cleanup.after(() => database.close());
    await database.sequelize.query('CREATE TABLE kept (id integer PRIMARY KEY)');
  });

  const add = { name: 'add', text: 'INSERT INTO kept SELECT unnest($1::integer[]) RETURNING id' };
  const stored = async () => {
    const rows = await database.sequelize.query<{ id: number }>('SELECT id FROM kept ORDER BY id', {
      type: QueryTypes.SELECT,
    });
    return rows.map(({ id }) => id);
  };

  it('keeps what it committed, and nothing of what it rolled back', async () => {
    const kept = await DriverTransaction.begin(database.sequelize);
    assert.deepEqual(await kept.query(add, [[1, 2]]), [{ id: 1 }, { id: 2 }]);
    await kept.commit();
    const dropped = await DriverTransaction.begin(database.sequelize);
    await dropped.query(add, [[3]]);
    await dropped.rollback();
    assert.deepEqual(await stored(), [1, 2]);
  });

  it('gives the SQLSTATE of what was refused, and the connection back', async () => {
    const transaction = await DriverTransaction.begin(database.sequelize);
    await assert.rejects(transaction.query(add, [[4, 4]]), { code: '23505' });
    await transaction.rollback();
    assert.deepEqual(readPool(database), { used: 0, idle: 1, pending: 0, max: 1 });
  });

  it('has its statements prepared once a connection', async () => {
    const transaction = await DriverTransaction.begin(database.sequelize);
    for (const id of [5, 6]) await transaction.query(add, [[id]]);
    const count = 'SELECT count(*)::int AS n FROM pg_prepared_statements WHERE statement = $1';
    assert.deepEqual(await transaction.query({ name: 'count', text: count }, [add.text]), [{ n: 1 }]);
    await transaction.rollback();
  });

  it('begins with its first statement, and runs nothing of it where it could not begin', async () => {
    const own = connectDatabase(database.url, { poolSize: 1 });
    cleanup.after(() => own.close());
    const first = await DriverTransaction.begin(own.sequelize);
    await first.query(add, [[10]]);
    await first.rollback();
    const second = await DriverTransaction.begin(own.sequelize);
    await second.query(add, [[11]]);
    await second.rollback();
    await own.sequelize.query('DEALLOCATE begin');
    const third = await DriverTransaction.begin(own.sequelize);
    await assert.rejects(third.query(add, [[12]]), { code: '26000' });
    await third.rollback();
    assert.deepEqual(
      (await stored()).filter((id) => id >= 10),
      [],
    );
  });

  it('goes on where its first statement was refused, also before that was prepared', async () => {
    const late = { name: 'late', text: 'INSERT INTO late SELECT unnest($1::integer[]) RETURNING id' };
    const early = await DriverTransaction.begin(database.sequelize);
    await assert.rejects(early.query(late, [[1]]), { code: '42P01' });
    await early.rollback();
    await database.sequelize.query('CREATE TABLE late (id integer PRIMARY KEY)');
    for (const code of [undefined, '23505']) {
      const transaction = await DriverTransaction.begin(database.sequelize);
      const asked = transaction.query(late, [[1]]);
      if (code) await assert.rejects(asked, { code });
      else assert.deepEqual(await asked, [{ id: 1 }]);
      await (code ? transaction.rollback() : transaction.commit());
    }
    assert.deepEqual(readPool(database), { used: 0, idle: 1, pending: 0, max: 1 });
  });

  it('says that the answer to the commit was lost, and gives nobody that connection', async () => {
    const transaction = await DriverTransaction.begin(database.sequelize);
    await transaction.query(add, [[7]]);
    const end = { name: 'end', text: 'SELECT pg_terminate_backend(pg_backend_pid())' };
    await assert.rejects(transaction.query(end, []));
    await assert.rejects(transaction.commit());
    await transaction.rollback();
    const next = await DriverTransaction.begin(database.sequelize);
    await next.query(add, [[8]]);
    await next.commit();
    assert.deepEqual(await stored(), [1, 2, 8]);
  });
});
