import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import type { Cleanup } from '../support/cleanup.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
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

test('what a page has moved to is what a fresh one shows', async (t) => {
  const { slug, choices } = await site.published({ text: 'The same?', choices: ['Tea', 'Coffee', 'Water'] });
  const open = async () => {
    const { page, go } = await site.visitor(t);
    await go(`/questions/${slug}/results`);
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  };
  const shown = async (page: Page) => {
    const words = page.locator('.total-line, .result, [data-part="tie"], [data-part="rounding"]');
    const widths = await page
      .locator('.bar-fill')
      .evaluateAll((bars) => bars.map((bar) => bar.getAttribute('width')));
    const leading = await page.locator('.result-leading').count();
    return {
      words: await words.allInnerTexts(),
      widths: widths.map((one) => Number(one).toFixed(2)),
      leading,
    };
  };
  const moved = await open();
  const [tea, coffee, water] = choices;
  for (const choice of [tea, tea, tea, coffee, coffee, coffee, water]) await castByApi(slug, choice);
  await moved.getByText('Tie between Tea and Coffee: 3 votes each').waitFor();
  await moved.getByText('Each share is rounded, so they add up to 100.1%.').waitFor();
  assert.deepEqual(await shown(moved), await shown(await open()));
  await castByApi(slug, tea);
  await moved.getByText('Tie between').waitFor({ state: 'detached' });
  await moved.getByText('8 votes', { exact: true }).waitFor();
  assert.deepEqual(await shown(moved), await shown(await open()));
});

test('the last count of a burst is said aloud, with its tie', async (t) => {
  const { slug, choices } = await site.published({ text: 'Aloud?' });
  const { page, go } = await site.visitor(t);
  await page.clock.install();
  await go(`/questions/${slug}/results`);
  await page.getByText('Live', { exact: true }).waitFor();
  await castByApi(slug, choices[0]);
  await page.getByText('1 vote', { exact: true }).waitFor();
  await page.clock.fastForward(15_000);
  const said = page.locator('[data-live-announce]');
  assert.equal(await textOf(said), '1 vote');
  await castByApi(slug, choices[1]);
  await page.getByText('Tie between Tea and Coffee').waitFor();
  assert.equal(await textOf(said), '1 vote', 'not more often than one can listen to');
  await page.clock.fastForward(15_000);
  assert.equal(await textOf(said), '2 votes. Tie between Tea and Coffee: 1 vote each');
});

test('a page whose question closed while the service restarts is renewed once it is back', async (t) => {
  const { slug } = await site.published({ text: 'Closing in a restart?' });
  const { page: watched } = await site.visitor(t);
  // The 502 is meant: nobody watches this page for complaints.
  const page = await watched.context().newPage();
  await page.goto(`/questions/${slug}/results`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.route(/\/results$/, (route) => route.fulfill({ status: 502 }), { times: 1 });
  const refused = page.waitForResponse((response) => response.status() === 502);
  await closeQuestion(site.database, slug);
  await refused;
  assert.equal(await page.locator('.results').count(), 1, 'the results are still there');
  await page.locator('.total-line').getByText('Closed', { exact: true }).waitFor();
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

/** Passes connections on to the site, and can have the streams among them die without a word. */
async function openLine(t: Cleanup) {
  const { port } = new URL(site.origin);
  const ends = new Set<Socket>();
  const streams = new Set<Socket>();
  const line = createServer((socket) => {
    const onward = connect(Number(port), '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => undefined);
    socket.pipe(onward).pipe(socket);
    socket.on('data', (sent) => {
      if (LIVE.test(String(sent).split(' ')[1] ?? '')) streams.add(socket).add(onward);
    });
    for (const end of [socket, onward]) ends.add(end);
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const end of ends) end.destroy();
    line.close();
  });
  return {
    origin: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    goSilent() {
      for (const end of streams) end.unpipe();
      // A browser would ask over those that wait for its next request, and hear nothing either.
      for (const end of ends) if (!streams.has(end)) end.destroy();
    },
  };
}

test('a page whose stream died without a word follows again', async (t) => {
  const line = await openLine(t);
  const { slug, choices } = await site.published({ text: 'Silent?' });
  const { page: watched } = await site.visitor(t, { baseURL: line.origin });
  // The line is cut at the end while the page still follows: nobody watches this page for complaints.
  const page = await watched.context().newPage();
  await page.clock.install();
  await page.goto(`/questions/${slug}/results`);
  await page.getByText('Live', { exact: true }).waitFor();
  line.goSilent();
  await castByApi(slug, choices[0]);
  await page.clock.fastForward(51_000);
  await page.getByText('1 vote', { exact: true }).waitFor();
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
