import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../test/support/test-app.ts';

describe('what a request may hold', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });
  const vote = async (payload: object) => {
    const { slug } = await test.published();
    return test.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload });
  };

  it('is JSON as it stands: no text for a number, no single value for a list', async () => {
    const { choices } = await test.published();
    for (const wrong of [[String(choices[0])], choices[0], [true], [null]]) {
      const refused = await vote({ choices: wrong });
      assert.equal(refused.statusCode, 400, JSON.stringify(wrong));
      assert.match(refused.json().errors[0].pointer, /^\/body\/choices/);
    }
  });

  it('has no field that the API does not know', async () => {
    const { slug, choices } = await test.published();
    const cast = (payload: object) =>
      test.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload });
    const refused = await cast({ choices: [choices[0]], credentials: 'misspelt' });
    assert.equal(refused.statusCode, 400);
    assert.match(refused.json().errors[0].detail, /additional properties/);
    assert.equal((await cast({ choices: [choices[0]] })).statusCode, 201);
  });

  it('is text in an address, which becomes what is asked for, with its defaults', async () => {
    const list = await test.app.inject('/api/v1/questions?limit=1');
    assert.equal(list.statusCode, 200);
    assert.equal(list.json().questions.length, 1);
    assert.equal((await test.app.inject('/api/v1/questions?limit=one')).statusCode, 400);
  });
});
