import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createTestApp } from '../../../test/support/test-app.ts';

const run = promisify(execFile);

test('the command takes yesterday’s points back once, whoever runs it how often', async (t) => {
  const { database, published } = await createTestApp(t);
  const old = await published({ text: 'Yesterday’s?' });
  await published({ text: 'Today’s?' });
  await database.sequelize.query(`
    UPDATE questions SET opens_at = opens_at - interval '1 day' WHERE id = ${old.id};
    UPDATE ranking_day SET day = day - 1`);
  const rank = async () => {
    const env = { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: 'silent' };
    return (await run(process.execPath, ['src/main.ts', 'rank'], { env })).stdout;
  };
  const said = await Promise.all([rank(), rank()]);
  assert.deepEqual(
    said.map((line) => /^ranks are of \d{4}-\d\d-\d\d \(UTC\); (.*)\n$/.exec(line)?.[1]).sort(),
    ['0 questions are no longer new', '1 question is no longer new'],
  );
  assert.match(await rank(), /; 0 questions are/);
});
