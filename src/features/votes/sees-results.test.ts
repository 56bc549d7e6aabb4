import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

test('a question leads to its results those alone who may see them', async (t) => {
  const site = await createTestApp(t);
  const { authorization } = await site.organiser('ada', 'administrator');
  const ada = new PageVisitor(site);
  ada.cookies.set('session', authorization.replace('Bearer ', ''));
  for (const policy of ['open', 'browser'] as const)
    for (const results of ['always', 'voted', 'closed', 'organisers'] as const) {
      const { slug, choices } = await site.published({ text: `${policy}, ${results}?`, policy, results });
      const voter = new PageVisitor(site);
      const path = `/questions/${slug}`;
      const leads = async (who: PageVisitor) => {
        const { body } = await who.get(path);
        return body.includes(`href="${path}/results"`);
      };
      const cast = (fields: object) => voter.post(`${path}/votes`, { ballot: randomUUID(), ...fields });
      assert.equal(await leads(voter), results === 'always', `${slug}, before`);
      const refused = await cast({});
      assert.equal(refused.status, 422);
      assert.equal(refused.body.includes(`href="${path}/results"`), results === 'always', `${slug}, refused`);
      assert.equal((await cast({ choices: String(choices[0]) })).status, 303);
      assert.equal(await leads(voter), results === 'always' || results === 'voted', `${slug}, after`);
      assert.equal(await leads(ada), true, `${slug}, to whom it belongs`);
      assert.equal(await leads(new PageVisitor(site)), results === 'always', `${slug}, to the next`);
    }
});
