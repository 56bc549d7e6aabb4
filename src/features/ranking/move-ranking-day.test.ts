import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { moveRankingDay } from '#src/features/ranking/move-ranking-day.ts';
import { ask } from '#src/features/votes/testing/ledger-fixture.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

describe('the day of the ranking', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 3 });
    cleanup.after(() => database.close());
  });
  const run = (sql: string) => database.sequelize.query(sql);

  it('takes the points of those alone that were new on the days before', async () => {
    const days = [-1, 0, 1, 2];
    for (const day of days) {
      const { id } = await ask(database);
      await run(`UPDATE questions SET opens_at = now() - ${day} * interval '1 day' WHERE id = ${id}`);
    }
    const draft = await ask(database);
    await run(
      `UPDATE questions SET state = 'draft', opens_at = now() - interval '1 day' WHERE id = ${draft.id};
       UPDATE ranking_day SET day = day - 1`,
    );
    assert.equal((await moveRankingDay(database.sequelize)).aged, 1);
    assert.equal((await moveRankingDay(database.sequelize)).aged, 0);
  });

  it('is left to who moves it at the same moment', async () => {
    await run(
      `UPDATE questions SET opens_at = now() - interval '1 day'; UPDATE ranking_day SET day = day - 1`,
    );
    const other = await database.sequelize.transaction();
    let moving: ReturnType<typeof moveRankingDay> | undefined;
    try {
      await database.sequelize.query('UPDATE ranking_day SET day = day + 1', { transaction: other });
      moving = moveRankingDay(database.sequelize);
      moving.catch(() => undefined);
      await untilLocked(database);
    } finally {
      await other.commit();
    }
    assert.equal((await moving).aged, 0);
  });

  it('is missed where it is gone, and not taken for a day of its own', async () => {
    assert.match((await moveRankingDay(database.sequelize)).day, /^\d{4}-\d\d-\d\d$/);
    await run('DELETE FROM ranking_day');
    await assert.rejects(moveRankingDay(database.sequelize), /the day of the ranking is missing/);
    await run('INSERT INTO ranking_day DEFAULT VALUES');
    assert.equal((await moveRankingDay(database.sequelize)).aged, 0);
  });
});
