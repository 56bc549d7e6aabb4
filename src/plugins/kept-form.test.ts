import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileText } from '#src/ui/testing/page-checks.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../test/support/test-app.ts';

const site = await createTestApp(suiteCleanup());

/** Sends a form without any cookie, as a browser does that says where it comes from. */
async function send(url: string, fields: [string, string][], from = 'same-origin') {
  const { statusCode, body } = await site.app.inject({
    method: 'POST',
    url,
    headers: {
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      ...(from && { 'sec-fetch-site': from }),
    },
    payload: new URLSearchParams(fields).toString(),
  });
  const kept = [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
    .map(([, name, value]) => [name, value])
    .filter(([name]) => name !== '_csrf' && name !== 'next');
  return { statusCode, body, kept, offers: body.includes('Send again') };
}

test('who was logged out finds all fields on the page that says so', async () => {
  const fields: [string, string][] = [
    ['_csrf', 'old'],
    ['text', 'Where to eat?'],
    ['choiceText', 'Soup'],
    ['choiceText', 'Salad'],
    ['action', 'publish'],
  ];
  const { statusCode, body, kept } = await send('/organise/questions/new', fields);
  assert.equal(statusCode, 401);
  assert.deepEqual(kept, fields.slice(1));
  assert.match(body, /<form [^>]*action="\/organise\/questions\/new"/);
  assert.match(body, /href="\/login\?next&#61;%2Forganise%2Fquestions%2Fnew" target="_blank"/);
  assert.doesNotMatch(body, /value="old"/);
});

test('a ballot from a page that is out of date can be sent again', async () => {
  const { slug, choices } = await site.published();
  const ballot: [string, string][] = [
    ['ballot', 'b1'],
    ['choices', String(choices[0])],
  ];
  const { statusCode, body, kept } = await send(`/questions/${slug}/votes`, ballot);
  assert.equal(statusCode, 403);
  assert.match(body, /out of date, or your browser refuses the cookies/);
  assert.deepEqual(kept, ballot);
});

test('no other site has our page offer to send its fields, nor does a browser that does not say', async () => {
  for (const from of ['cross-site', 'same-site', 'none', '']) {
    const { kept, offers } = await send('/organise/questions/new', [['text', 'Forged?']], from);
    assert.deepEqual([kept, offers], [[], false], from);
  }
});

test('passwords stand in no page', async () => {
  for (const [url, fields] of [
    ['/login', { username: 'ada', password: 'secret words', next: '' }],
    ['/account/password', { current: 'secret words', new: 'secret words' }],
    ['/account/delete', { current: 'secret words' }],
  ] as const) {
    const { statusCode, body, offers } = await send(url, Object.entries(fields));
    assert.ok(statusCode === 401 || statusCode === 403, `${url}: ${statusCode}`);
    assert.equal(offers, false);
    assert.doesNotMatch(body, /secret words/);
  }
});

test('what is refused for another reason, or says nothing, is not offered again', async () => {
  const missing = await send('/questions/nothing/votes', [['ballot', 'b1']]);
  assert.equal((await send('/organise/questions/lunch/publish', [])).offers, false);
  assert.ok(missing.statusCode === 403 && missing.offers, 'the token comes first');
  const { statusCode, offers } = await send('/questions/lunch/votes', [['nonsense', 'x']]);
  assert.deepEqual([statusCode, offers], [400, false]);
});

test('hostile fields stay text', async () => {
  const { body } = await send('/organise/questions/new', [
    ['text', hostileText],
    [hostileText, 'name'],
  ]);
  assert.ok(body.includes('Send again'));
  assert.ok(!body.includes(hostileText));
});
