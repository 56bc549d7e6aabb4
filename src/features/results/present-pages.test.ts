import assert from 'node:assert/strict';
import { test } from 'node:test';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import { closeQuestion, createQuestion } from '#src/features/questions/question-store.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const site = await createTestApp(suiteCleanup());
const administrator = await site.organiser('root', 'administrator');
const cookie = `session=${administrator.authorization.replace('Bearer ', '')}`;

async function onScreen(slug: string, { query = '', headers = {} } = {}) {
  const url = `/questions/${slug}/present${query}`;
  const { statusCode, body } = await site.app.inject({ url, headers: { accept: 'text/html', ...headers } });
  assert.equal(statusCode, 200);
  return body;
}

const RESULTS = /data-live-results/;
const OFFER = /href="\/questions\/[^"]*\/present\?results&#61;shown"/;

test('a room does not see what is hidden from it, until who may see it shows it', async () => {
  const { slug } = await site.published({ text: 'Who leads?', results: 'closed' });
  const put = await onScreen(slug, { headers: { cookie } });
  assert.doesNotMatch(put, RESULTS);
  assert.match(put, /once voting has closed/);
  assert.match(put, OFFER);
  const shown = await onScreen(slug, { headers: { cookie }, query: '?results=shown' });
  assert.match(shown, RESULTS);
  assert.doesNotMatch(shown, OFFER);
});

test('nobody else can have it shown', async () => {
  const { slug } = await site.published({ text: 'Who follows?', results: 'closed' });
  for (const query of ['', '?results=shown']) {
    const page = await onScreen(slug, { query });
    assert.doesNotMatch(page, RESULTS);
    assert.doesNotMatch(page, OFFER);
  }
});

test('what anybody may see is shown at once', async () => {
  const always = await site.published({ text: 'Tea?' });
  const closed = await site.published({ text: 'Coffee?', results: 'closed' });
  await closeQuestion(site.database, closed.slug);
  for (const headers of [{ cookie }, {}]) {
    assert.match(await onScreen(always.slug, { headers }), RESULTS);
    assert.match(await onScreen(closed.slug, { headers }), /0 votes/);
    assert.doesNotMatch(await onScreen(closed.slug, { headers }), OFFER);
  }
});

test('the address that a room types leads to the question, and to its results once it is closed', async () => {
  const { id, slug } = await site.published({
    text: 'Too long an address to be typed by anybody in this room?',
  });
  assert.match(await onScreen(slug), new RegExp(`class="present-address">[^<]*/q/${id}<`));
  const typed = async (at: string | number) => {
    const { statusCode, headers } = await site.app.inject({
      url: `/q/${at}`,
      headers: { accept: 'text/html' },
    });
    return headers.location ?? statusCode;
  };
  assert.equal(await typed(id), `/questions/${slug}`);
  await closeQuestion(site.database, slug);
  // Processes hear of it a moment later.
  await eventually(async () => assert.equal(await typed(id), `/questions/${slug}/results`));
  const draft = await createQuestion(
    site.database,
    { ...questionDefaults, text: 'Still secret?', choices: ['Yes', 'No'] },
    null,
  );
  const { id: hidden } = await site.published({
    text: 'Tomorrow?',
    opensAt: new Date(Date.now() + 86_400_000),
  });
  const mistyped = ['abc', '0', '1.5', '1e3', `${id}x`, '-1', 2 ** 31, '99999999999'];
  for (const at of [draft.id, hidden, 2 ** 31 - 1, ...mistyped])
    assert.equal(await typed(at), 404, String(at));
});
