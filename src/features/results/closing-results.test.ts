import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { closeDue } from '#src/features/questions/close-due.ts';
import { eventsOf } from '../../../test/support/event-stream.ts';
import { createTestApp } from '../../../test/support/test-app.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

test('results whose question is over are followed until the last vote that came in time is counted', async (t) => {
  const { app, catalogue, database, published } = await createTestApp(t);
  const { id, slug, choices } = await published();
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const vote = async () => {
    const { statusCode } = await app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      headers: { 'idempotency-key': randomUUID() },
      payload: { choices: choices.slice(0, 1) },
    });
    return statusCode;
  };
  const page = async () => {
    const { body } = await app.inject({
      url: `/questions/${slug}/results`,
      headers: { accept: 'text/html' },
    });
    return {
      total: /class="total-line">.*?(\d+) votes?</.exec(body)?.[1],
      badge: /class="badge badge-(\w+)"/.exec(body)?.[1],
      counting: body.includes('The last votes are being counted.'),
      follows: /data-change="[^"]+"/.test(body),
    };
  };
  const stream = () => fetch(`${origin}/questions/${slug}/live?only=change`);
  assert.equal(await vote(), 201);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  t.after(() => client.end());
  const disk = await database.sequelize.transaction();
  let last: Promise<number> | undefined;
  try {
    await database.sequelize.query(`SELECT FROM turnouts WHERE question_id = ${id} FOR UPDATE`, {
      transaction: disk,
    });
    let closesAt = new Date();
    const waits = async (voting: Promise<number>) =>
      Promise.race([untilLocked(database).then(() => true), voting.then(() => false)]);
    // On a slow machine the question may be over before the vote has come.
    for (let ahead = 1000; last === undefined || !(await waits(last)); ahead *= 2) {
      closesAt = new Date(Date.now() + ahead);
      await database.questions.update({ closesAt }, { where: { id } });
      catalogue.forget(slug);
      last = vote();
    }
    await sleep(closesAt.getTime() + 20 - Date.now());
    assert.deepEqual(await page(), { total: '1', badge: 'closed', counting: true, follows: true });
  } finally {
    await disk.rollback();
  }
  const events = eventsOf(await stream());
  assert.equal(await last, 201);
  assert.equal(await closeDue(client), 1);
  assert.equal((await events.next()).value?.event, 'changed');
  await events.return();
  assert.deepEqual(await page(), { total: '2', badge: 'closed', counting: false, follows: false });
  const late = eventsOf(await stream());
  assert.equal((await late.next()).value?.event, 'changed', 'who comes later is told at once');
  await late.return();
});
