import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeQuestion } from '#src/features/questions/question-store.ts';
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
