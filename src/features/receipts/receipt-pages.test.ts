import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const cleanup = suiteCleanup();
let test: TestApp;

describe('the page of receipts', () => {
  before(async () => {
    test = await createTestApp(cleanup);
  });

  it('takes the code in a form and shows what it opens', async () => {
    const { slug, choices } = await test.published({ text: 'Shown <here>?' });
    const voted = await test.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      payload: { choices: choices.slice(0, 1) },
    });
    const { receipt } = voted.json();
    const form = await test.app.inject({ url: '/receipt' });
    assert.equal(form.statusCode, 200);
    assert.doesNotMatch(form.body, /No receipt opens/);
    assert.doesNotMatch(/<input[^>]*name="code"[^>]*>/.exec(form.body)?.[0] ?? 'value="?', / value="[^"]/);
    const cookies = Object.fromEntries(form.cookies.map(({ name, value }) => [name, value]));
    const csrf = /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
    const post = (code: string) =>
      test.app.inject({ method: 'POST', url: '/receipt', cookies, payload: { _csrf: csrf, code } });
    const shown = await post(receipt);
    assert.equal(shown.statusCode, 200);
    assert.match(
      shown.body,
      /This vote is counted.*Shown &#60;here&#62;\?.*<bdi>Tea<\/bdi>.*Not in the sealed log yet/s,
    );
    const again = await post('<wrong>');
    assert.equal(again.statusCode, 404);
    assert.match(
      again.body,
      /No receipt opens with this code.*of a question that was deleted.*value="&#60;wrong&#62;"/s,
    );
    assert.equal((await post('')).statusCode, 404);
    const forged = await test.app.inject({ method: 'POST', url: '/receipt', payload: { code: receipt } });
    assert.equal(forged.statusCode, 403);
  });

  it('numbers the choices of a ranking, and of nothing else', async () => {
    for (const [kind, list] of [
      ['ranked', /<ol[^>]*>.*Coffee.*Tea.*<\/ol>/s],
      ['multiple', /<ul>.*Coffee.*Tea.*<\/ul>/s],
    ] as const) {
      const choices = ['Coffee', 'Tea'];
      const question = await test.published({ text: `Which, ${kind}?`, kind, maxChoices: 2, choices });
      const url = `/api/v1/questions/${question.slug}/votes`;
      const payload = { choices: question.choices };
      const { receipt } = (await test.app.inject({ method: 'POST', url, payload })).json();
      const form = await test.app.inject({ url: '/receipt' });
      const shown = await test.app.inject({
        method: 'POST',
        url: '/receipt',
        cookies: Object.fromEntries(form.cookies.map(({ name, value }) => [name, value])),
        payload: { _csrf: /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? '', code: receipt },
      });
      assert.match(shown.body, list);
    }
  });

  it('takes as many codes from one address as the API', async () => {
    const form = await test.app.inject({ url: '/receipt' });
    const cookies = Object.fromEntries(form.cookies.map(({ name, value }) => [name, value]));
    const csrf = /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
    const ask = () =>
      test.app.inject({
        method: 'POST',
        url: '/receipt',
        cookies,
        payload: { _csrf: csrf, code: 'x' },
        remoteAddress: '10.9.9.8',
      });
    const answers = await Promise.all(Array.from({ length: 600 }, ask));
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([404]));
    assert.equal((await ask()).statusCode, 429);
  });
});
