import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { QueryTypes, type Sequelize } from 'sequelize';
import { connectDatabase } from '#src/database/database.ts';
import { VisitorBook } from '#src/features/visitors/visitor-book.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { forgetVisitors, readVisits, recordVisits, uniqueVisitors } from './visitor-store.ts';

const somebody = () => randomBytes(32).toString('base64url');

describe('visitors', () => {
  const cleanup = suiteCleanup();
  let sequelize: Sequelize;
  before(async () => {
    const database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 8 });
    cleanup.after(() => database.close());
    sequelize = database.sequelize;
  });
  const counted = async () => {
    const [row] = await sequelize.query<{ visitors: number }>(
      'SELECT count(*)::integer AS visitors FROM visitors',
      {
        type: QueryTypes.SELECT,
      },
    );
    return row?.visitors;
  };

  it('are summed up and counted once, by many writers at the same time', async () => {
    const people = Array.from({ length: 50 }, somebody);
    const shuffled = () => new Map(people.toSorted(() => Math.random() - 0.5).map((visitor) => [visitor, 2]));
    await Promise.all(Array.from({ length: 20 }, () => recordVisits(sequelize, shuffled())));
    for (const visitor of people.slice(0, 3))
      assert.deepEqual(await readVisits(sequelize, visitor), { visits: 40, unique: 50 });
    assert.equal(await uniqueVisitors(sequelize), await counted());
  });

  it('are forgotten after the retention, and the count with them', async () => {
    const [gone, stays] = [somebody(), somebody()];
    await recordVisits(
      sequelize,
      new Map([
        [gone, 1],
        [stays, 1],
      ]),
    );
    const age = (visitor: string, days: number) =>
      sequelize.query(
        "UPDATE visitors SET last_day = (now() AT TIME ZONE 'UTC')::date - $2::integer WHERE visitor = $1",
        {
          bind: [Buffer.from(visitor, 'base64url'), days],
        },
      );
    await age(gone, 31);
    await age(stays, 30);
    assert.equal(await forgetVisitors(sequelize, 30), 1);
    assert.equal(await forgetVisitors(sequelize, 30), 0);
    assert.equal((await readVisits(sequelize, gone)).visits, 0);
    assert.equal((await readVisits(sequelize, stays)).visits, 1);
    assert.equal(await uniqueVisitors(sequelize), await counted());
  });

  it('are forgotten some at a time, those first who are away longest', async () => {
    await forgetVisitors(sequelize, 0);
    const people = [somebody(), somebody(), somebody()];
    await recordVisits(sequelize, new Map(people.map((visitor) => [visitor, 1])));
    await sequelize.query(
      `UPDATE visitors SET last_day = last_day - n::integer
       FROM unnest($1::bytea[]) WITH ORDINALITY AS away (who, n) WHERE visitor = who`,
      { bind: [people.map((visitor) => Buffer.from(visitor, 'base64url'))], type: QueryTypes.UPDATE },
    );
    const left = () => Promise.all(people.map(async (one) => (await readVisits(sequelize, one)).visits));
    assert.equal(await forgetVisitors(sequelize, 0, 2), 2);
    assert.deepEqual(await left(), [1, 0, 0]);
    assert.equal(await forgetVisitors(sequelize, 0, 2), 1);
    assert.equal(await uniqueVisitors(sequelize), await counted());
  });

  it('seen by two processes get their sums from both', async () => {
    const errors: unknown[] = [];
    const open = () =>
      new VisitorBook(sequelize, { secret: 's'.repeat(32), onError: (error) => errors.push(error) });
    const [one, two] = [open(), open()];
    const { unique } = (await one.visit('203.0.113.1')) ?? { unique: 0 };
    assert.equal((await two.visit('203.0.113.1'))?.visits, 1);
    await Promise.all([one.flush(), two.flush()]);
    assert.equal(await uniqueVisitors(sequelize), unique);
    await one.visit('203.0.113.1');
    await one.flush();
    await two.visit('203.0.113.1');
    await two.flush();
    assert.deepEqual(await two.visit('203.0.113.1'), { visits: 5, unique });
    assert.deepEqual(errors, []);
    await two.flush();
  });

  it('wait in memory while the database is away', async () => {
    const url = await createTestDatabase(cleanup);
    const broken = connectDatabase(url, { poolSize: 2 });
    const errors: unknown[] = [];
    const book = new VisitorBook(broken.sequelize, {
      secret: 's'.repeat(32),
      pace: 60_000,
      onError: (error) => errors.push(error),
    });
    await book.visit('203.0.113.1');
    await broken.sequelize.query('ALTER TABLE visitors RENAME TO away');
    await book.flush();
    assert.equal(errors.length, 1);
    assert.deepEqual(await book.visit('203.0.113.1'), { visits: 2, unique: 1 });
    assert.equal(await book.visit('203.0.113.2'), undefined);
    await broken.sequelize.query('ALTER TABLE away RENAME TO visitors');
    await book.flush();
    assert.deepEqual(await book.visit('203.0.113.1'), { visits: 3, unique: 1 });
    await broken.sequelize.query('DROP TABLE visitors');
    await book.visit('203.0.113.1');
    await book.close();
    await broken.close();
    assert.equal(errors.length, 3, 'what cannot be written at the end is not tried again');
  });
});
