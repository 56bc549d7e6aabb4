import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { RankedOrder } from '#src/features/lists/ranked-order.ts';
import { deleteQuestion } from '#src/features/questions/delete-question.ts';
import { archiveQuestion, unarchiveQuestion } from '#src/features/questions/edit-question.ts';
import { react } from '#src/features/ranking/reaction-store.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { lightAccount } from '../../../test/support/light-account.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('the order of the public list', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let order: RankedOrder;
  before(async () => {
    test = await createTestApp(cleanup);
    order = new RankedOrder(test.database.sequelize);
  });
  const ids = async () => (await order.part(100, {})).map(({ id }) => id);

  it('shows at once what anybody did on purpose', async () => {
    const { database } = test;
    assert.deepEqual(await ids(), []);
    const first = await test.published({ text: 'First?' });
    assert.deepEqual(await ids(), [first.id]);
    const second = await test.published({ text: 'Second?' });
    assert.deepEqual(await ids(), [second.id, first.id]);
    const ada = await lightAccount(database, { name: 'ada', password: 'correct horse', role: 'voter' });
    await react(database.sequelize, first.id, ada.id, 'like');
    assert.deepEqual(await ids(), [first.id, second.id]);
    await archiveQuestion(database, first.slug, null);
    assert.deepEqual(await ids(), [second.id]);
    await unarchiveQuestion(database, first.slug, null);
    assert.deepEqual(await ids(), [first.id, second.id]);
    await database.accounts.destroy({ where: { id: ada.id } });
    assert.deepEqual(await ids(), [second.id, first.id]);
    await deleteQuestion(database, second.slug);
    assert.deepEqual(await ids(), [first.id]);
  });

  it('follows votes soon', async () => {
    const { id, slug, choices } = await test.published({ text: 'Voted on?' });
    const other = await test.published({ text: 'Newer?' });
    assert.deepEqual((await ids()).slice(0, 2), [other.id, id]);
    const payload = { choices: choices.slice(0, 1) };
    const { statusCode } = await test.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      payload,
    });
    assert.equal(statusCode, 201);
    await eventually(async () => assert.equal((await ids())[0], id));
  });

  it('is read once for many who ask', async (t) => {
    const { sequelize } = test.database;
    const { mock } = t.mock.method(sequelize, 'query');
    const fresh = new RankedOrder(sequelize);
    await Promise.all(Array.from({ length: 50 }, () => fresh.part(10, {})));
    const readings = mock.calls.filter(({ arguments: [sql] }) => String(sql).includes('string_agg'));
    assert.ok(readings.length >= 1 && readings.length <= 2, `${readings.length} readings`);
  });

  it('is parted anywhere, in both directions', async () => {
    for (let n = 0; n < 12; n += 1) await test.published({ text: `Number ${n}` });
    const all = await order.part(100, {});
    assert.ok(all.length >= 14);
    for (const [at, place] of all.entries()) {
      assert.deepEqual(await order.part(3, { after: place }), all.slice(at + 1, at + 4));
      assert.deepEqual(await order.part(3, { before: place }), all.slice(Math.max(0, at - 3), at));
    }
    const [top = { key: '0', id: 0 }] = all;
    assert.deepEqual(
      await order.part(1, { after: { key: top.key, id: top.id + 1 } }),
      [top],
      'a place that is gone',
    );
  });
});
