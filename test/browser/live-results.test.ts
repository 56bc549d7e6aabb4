import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { type Cleanup, suiteCleanup } from '../support/suite-cleanup.ts';
import { openSite, textOf } from './site.ts';

const site = await openSite(suiteCleanup());
/** Address of a stream. */
const LIVE = /\/live(\?|$)/;

async function castByApi(slug: string, choice: number | undefined) {
  const { statusCode, body } = await site.app.inject({
    method: 'POST',
    url: `/api/v1/questions/${slug}/votes`,
    payload: { choices: [choice] },
  });
  assert.equal(statusCode, 201, body);
}

async function openResults(t: Cleanup, text: string, closesAt: Date | null = null) {
  const { slug, choices } = await site.published({ text, closesAt });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}/results`);
  await page.getByText('Live', { exact: true }).waitFor();
  const total = page.locator('[data-live-total]');
  return { slug, choices, page, total };
}

test('words of a choice stay whole beside its numbers on the narrowest screen', async (t) => {
  const question = { text: 'Narrow?', choices: ['Abstención', 'Sí'] };
  const { slug, choices } = await site.published(question);
  await castByApi(slug, choices[1]);
  const { page, go } = await site.visitor(t, { viewport: { width: 320, height: 640 }, locale: 'es-ES' });
  await go(`/questions/${slug}/results`);
  const lines = await page
    .getByRole('rowheader', { name: 'Abstención' })
    .locator('bdi')
    .evaluate((name) => name.getClientRects().length);
  assert.equal(lines, 1);
});

test('results move when somebody else votes', async (t) => {
  const { slug, choices, page, total } = await openResults(t, 'Moving?');
  assert.match(await textOf(page.locator('[data-live-empty]')), /Nobody has voted yet/);
  await castByApi(slug, choices[1]);
  await page.getByText('1 vote', { exact: true }).waitFor();
  assert.equal(await page.locator('[data-live-empty]').count(), 0);
  const row = page.locator('.result').nth(1);
  assert.equal(await textOf(row.locator('[data-share]')), '100.0%');
  assert.equal(await row.locator('.bar-fill').getAttribute('width'), '100');
  await castByApi(slug, choices[0]);
  await page.getByText('2 votes', { exact: true }).waitFor();
  assert.equal(await textOf(row.locator('[data-share]')), '50.0%');
  assert.equal(await textOf(total), '2 votes');
});

test('updates can be paused and resumed', async (t) => {
  const { slug, choices, page, total } = await openResults(t, 'Pausing?');
  await page.getByRole('button', { name: 'Pause updates' }).click();
  await page.getByText('Paused', { exact: true }).waitFor();
  await castByApi(slug, choices[0]);
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.equal(await textOf(total), '0 votes');
  await page.getByRole('button', { name: 'Resume updates' }).click();
  await page.getByText('1 vote', { exact: true }).waitFor();
});

for (const results of ['always', 'closed'] as const)
  test(`a page whose stream the browser has given up on opens it again, of results shown ${results}`, async (t) => {
    const { slug } = await site.published({ text: `Given up, ${results}?`, results });
    const { page, go } = await site.visitor(t);
    await page.clock.install();
    // To browsers this is as final as a 502 of a proxy whose service restarts, but nothing to complain of.
    await page.route(LIVE, (route) => route.fulfill({ status: 204 }), { times: 1 });
    const givenUp = page.waitForResponse(LIVE);
    await go(`/questions/${slug}/results`);
    await givenUp;
    const again = page.waitForResponse(LIVE);
    await page.clock.fastForward(10_000);
    assert.equal((await again).status(), 200);
    await closeQuestion(site.database, slug);
    await page.locator('.total-line').getByText('Closed', { exact: true }).waitFor();
  });

test('a page that follows a question sees it close', async (t) => {
  const { slug, page } = await openResults(t, 'Closing?');
  await closeQuestion(site.database, slug);
  await page.locator('.total-line').getByText('Closed', { exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: /^Vote/ }).count(), 0);
});

test('a page that follows a question sees its time run out', async (t) => {
  const { page } = await openResults(t, 'Timed?', new Date(Date.now() + 8000));
  await page.locator('.total-line').getByText('Closed', { exact: true }).waitFor();
});
