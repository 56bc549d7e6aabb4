import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { heardDatabaseTime } from '#src/database/database-time.ts';
import { editQuestion } from '#src/features/questions/edit-question.ts';
import { closeQuestion, findQuestion } from '#src/features/questions/question-store.ts';
import { readTimeline } from '#src/features/results/timeline/read-timeline.ts';
import { ask, ledgerOf, voteFor } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const MINUTE = 60_000;

for (const [how, minutes] of [
  ['ahead of', 7],
  ['behind', -7],
] as const)
  test(`a process whose clock is ${how} the database's opens and closes by that, and shows every vote`, async (t) => {
    const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
    t.after(() => database.close());
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + minutes * MINUTE });
    const question = await ask(database, { closesAt: new Date(Date.now() + 60 * MINUTE) });
    const vote = async () => [...(await recordVotes(database.sequelize, [voteFor(question, [0])])).values()];
    assert.deepEqual(await vote(), ['counted']);
    const soon = new Date(Date.now() - (minutes - 4) * MINUTE);
    await database.questions.update({ closesAt: soon }, { where: { id: question.id } });
    await closeQuestion(database, question.slug);
    assert.deepEqual(await vote(), ['closed']);
    const stored = await findQuestion(database, question.slug);
    assert.ok(stored);
    assert.equal(stored.state, 'closed');
    const { intervals } = await readTimeline(database, stored);
    const { turnout } = await ledgerOf(database, question);
    assert.deepEqual([turnout, intervals.reduce((sum, { votes }) => sum + votes, 0)], [1, 1]);
  });

for (const [how, minutes] of [
  ['ahead of', 7],
  ['behind', -7],
] as const)
  test(`a process whose clock is ${how} the database's opens nothing again, and ends nothing before votes that came`, async (t) => {
    const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
    t.after(() => database.close());
    const fromNow = (minutes: number) => new Date(now + minutes * MINUTE);
    const now = Date.now();
    t.mock.timers.enable({ apis: ['Date'], now: now + minutes * MINUTE });
    const question = await ask(database);
    const began = { where: { id: question.id } };
    await database.questions.update({ opensAt: fromNow(-60) }, began);
    const vote = async () => [...(await recordVotes(database.sequelize, [voteFor(question, [0])])).values()];
    const closeAt = (closesAt: Date) => editQuestion(database, question.slug, { closesAt });
    assert.deepEqual(await vote(), ['counted']);
    await assert.rejects(closeAt(fromNow(-3)), { errors: { closesAt: 'closesPast' } });
    await closeAt(fromNow(3));
    await closeAt(fromNow(4));
    assert.deepEqual(await vote(), ['counted']);
    await database.questions.update({ closesAt: fromNow(-1) }, began);
    assert.deepEqual(await vote(), ['closed']);
    await assert.rejects(closeAt(fromNow(60)), { locked: ['closesAt'] });
  });

for (const [how, minutes] of [
  ['ahead of', 7],
  ['behind', -7],
] as const)
  test(`a process whose clock is ${how} the database's shows and hides what others do`, async (t) => {
    const { app, catalogue, database, published } = await createTestApp(t);
    const now = Date.now();
    t.mock.timers.enable({ apis: ['Date'], now: now + minutes * MINUTE });
    t.after(() => heardDatabaseTime(new Date(), Date.now()));
    const closesAt = new Date(now + 3 * MINUTE);
    const { id, slug, choices } = await published({ results: 'closed' });
    const url = `/api/v1/questions/${slug}`;
    const opensAt = (time: Date) => database.questions.update({ opensAt: time }, { where: { id } });
    await opensAt(new Date(now + 3 * MINUTE));
    assert.equal((await app.inject(`/questions/${slug}`)).statusCode, 404);
    await opensAt(new Date(now - MINUTE));
    await database.questions.update({ closesAt }, { where: { id } });
    catalogue.forget(slug);
    const seen = async () => {
      const results = await app.inject(`${url}/results`);
      const { body } = await app.inject(`/questions/${slug}`);
      const [, said = ''] = /data-now="([^"]+)"/.exec(body) ?? [];
      const countsDown = Math.abs(Date.parse(said) - now) < MINUTE;
      return { results: results.statusCode, form: body.includes('name="ballot"'), countsDown };
    };
    const payload = { choices: choices.slice(0, 1) };
    const vote = await app.inject({ method: 'POST', url: `${url}/votes`, payload });
    assert.equal(vote.statusCode, 201);
    assert.deepEqual(await seen(), { results: 403, form: true, countsDown: true });
    await database.sequelize.query(
      `UPDATE questions SET opens_at = opens_at - interval '1 hour', closes_at = now() WHERE id = ${id}`,
    );
    catalogue.forget(slug);
    assert.deepEqual(await seen(), { results: 200, form: false, countsDown: false });
  });

test('votes after what a process takes for now are in the timeline', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
  t.after(() => database.close());
  const question = await ask(database);
  await recordVotes(database.sequelize, [voteFor(question, [0]), voteFor(question, [1])]);
  const stored = await findQuestion(database, question.slug);
  assert.ok(stored);
  const { intervals } = await readTimeline(database, stored, new Date(Date.now() - 7 * MINUTE));
  assert.equal(
    intervals.reduce((sum, { votes }) => sum + votes, 0),
    2,
  );
});
