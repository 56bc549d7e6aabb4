import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { moveRankingDay } from '#src/features/ranking/move-ranking-day.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

test('ranks without a day are a fault that is said, and not a day of their own', async (t) => {
  const { sequelize, close } = connectDatabase(await createTestDatabase(t), { poolSize: 1 });
  t.after(close);
  const { day } = await moveRankingDay(sequelize);
  assert.match(day, /^\d{4}-\d\d-\d\d$/);
  await sequelize.query('DELETE FROM ranking_day');
  await assert.rejects(moveRankingDay(sequelize), /the day of the ranking is missing/);
  await sequelize.query('INSERT INTO ranking_day DEFAULT VALUES');
  assert.equal((await moveRankingDay(sequelize)).aged, 0);
});
