import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import type { Cleanup } from '../support/cleanup.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { watchMachine } from '../support/watch-machine.ts';
import { openSite, textOf } from './site.ts';

const cleanup = suiteCleanup();
const site = await openSite(cleanup);

async function cast(slug: string, choices: (number | undefined)[]): Promise<void> {
  const url = `/api/v1/questions/${slug}/votes`;
  const headers = { 'idempotency-key': randomUUID() };
  const { statusCode, body } = await site.app.inject({ method: 'POST', url, headers, payload: { choices } });
  assert.equal(statusCode, 201, body);
}

/** Another site, whose page holds the code that the results page gives. */
async function openOtherSite(t: Cleanup, frame: string): Promise<string> {
  const page = `<!doctype html><html lang="en"><title>Another site</title><h1>Ours</h1>${frame}</html>`;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

test('a room sees votes come in, on a full screen and back', async (t) => {
  const { slug, choices } = await site.published({ text: 'On screen?' });
  const { page, go, press } = await site.visitor(t);
  await go(`/questions/${slug}/results`);
  await press('link', 'Show on a big screen');
  await page.getByText('Live', { exact: true }).waitFor();
  assert.equal(await page.getByRole('img', { name: `${site.origin}/questions/${slug}` }).count(), 1);
  await cast(slug, [choices[0]]);
  await page.getByText('1 vote', { exact: true }).waitFor();
  const full = () => page.evaluate('Boolean(document.fullscreenElement)');
  await page.keyboard.press('f');
  await page.getByRole('button', { name: 'Leave full screen' }).waitFor();
  assert.equal(await full(), true);
  await page.keyboard.press('f');
  await page.getByRole('button', { name: 'Full screen', exact: true }).waitFor();
  assert.equal(await full(), false);
  await page.waitForTimeout(600);
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/results$/);
});

for (const [width, height] of [
  [1920, 1080],
  [1280, 720],
] as const)
  test(`twenty choices and the code to scan are whole on a screen of ${width} by ${height}`, async (t) => {
    const { page, go } = await site.visitor(t, { viewport: { width, height } });
    for (const words of ['', 'repair the roof of the boat house by the river before the winter comes']) {
      const choices = Array.from({ length: 20 }, (_, index) => `Proposal ${index + 1} ${words}`.trim());
      const { slug } = await site.published({ text: 'Which of the twenty?', choices });
      await go(`/questions/${slug}/present`);
      await page.getByText('Live', { exact: true }).waitFor();
      assert.equal(await page.evaluate('document.documentElement.scrollHeight'), height);
      const bottoms = ['.result', '.qr-code', '.present-address'].map(async (part) => {
        const { y = 0, height: high = 0 } = (await page.locator(part).last().boundingBox()) ?? {};
        return y + high;
      });
      for (const bottom of await Promise.all(bottoms))
        assert.ok(bottom > 0 && bottom <= height, String(bottom));
    }
  });

test('millions of votes for each of twenty choices stand beside their shares', async (t) => {
  const { page, go } = await site.visitor(t, { viewport: { width: 1280, height: 720 } });
  const choices = Array.from({ length: 20 }, (_, index) => `Proposal ${index + 1}`);
  const { slug } = await site.published({ text: 'Which of the millions?', choices });
  await go(`/questions/${slug}/present`);
  const covered = await page.evaluate(`(() => {
    for (const votes of document.querySelectorAll('[data-votes]')) votes.textContent = '1,234,567';
    for (const choice of document.querySelectorAll('.result')) choice.classList.add('result-leading');
    return [...document.querySelectorAll('.result td.numeric')].filter(({ clientWidth, scrollWidth }) => scrollWidth > clientWidth).length;
  })()`);
  assert.equal(covered, 0);
});

test('columns are of tables that every browser parts, and as many as a runoff has left to show', async (t) => {
  const choices = Array.from({ length: 12 }, (_, index) => `Candidate ${index + 1}`);
  const { page, go } = await site.visitor(t, { viewport: { width: 1280, height: 720 } });
  const columns = async (slug: string): Promise<unknown> => {
    await go(`/questions/${slug}/present`);
    await page.getByText('Live', { exact: true }).waitFor();
    // Firefox breaks no table over columns.
    return page.evaluate(`(() => {
      const groups = [...document.querySelectorAll('.results thead, .result')];
      const different = (of) => [...new Set(groups.map(of))];
      return {
        at: different((group) => group.getBoundingClientRect().left).length,
        displays: different((group) => getComputedStyle(group).display),
      };
    })()`);
  };
  const { slug } = await site.published({ text: 'Which of the twelve?', choices });
  assert.deepEqual(await columns(slug), { at: 2, displays: ['table'] });
  const ranked = await site.published({ text: 'Ranked on screen?', kind: 'ranked', choices, maxChoices: 12 });
  for (const [first, times] of [
    [0, 3],
    [1, 2],
    [2, 1],
  ] as const)
    for (let vote = 0; vote < times; vote += 1) await cast(ranked.slug, [ranked.choices[first]]);
  const whole = ['table-header-group', 'table-row-group'];
  assert.deepEqual(await columns(ranked.slug), { at: 1, displays: whole });
});

test('what still does not fit with letters that can be read is scrolled, beside the code', async (t) => {
  const choices = Array.from({ length: 20 }, (_, index) =>
    `${index + 1} ${'of many words '.repeat(14)}`.trim(),
  );
  const { slug } = await site.published({ text: 'Which of the long ones?', choices });
  const { page, go } = await site.visitor(t, { viewport: { width: 1280, height: 720 } });
  await go(`/questions/${slug}/present`);
  const code = page.getByRole('img', { name: `${site.origin}/questions/${slug}` });
  const inSight = async () => {
    const { y = -1, height = 0 } = (await code.boundingBox()) ?? {};
    return y >= 0 && y + height <= 720;
  };
  assert.ok(await inSight(), 'at the top of the page');
  await page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })");
  assert.ok(Number(await page.evaluate('scrollY')) > 0);
  assert.ok(await inSight(), 'at its end');
});

test('paper shows the question, its results and the code, and nothing to press', async (t) => {
  const { slug } = await site.published({ text: 'On paper?' });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}/present`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const part of ['.question-text', '.results', '.qr-code']) assert.ok(await page.isVisible(part), part);
  assert.equal(await page.locator(':is(button, .button, .present-keys, .live-state):visible').count(), 0);
});

test('the code to scan covers no result on a phone', async (t) => {
  const { slug } = await site.published({
    choices: Array.from({ length: 9 }, (_, index) => `Choice ${index}`),
  });
  const { page, go } = await site.visitor(t, { viewport: { width: 360, height: 640 } });
  await go(`/questions/${slug}/present`);
  const results = await page.locator('.present-results').boundingBox();
  const code = await page.locator('.present-join').boundingBox();
  assert.ok(results && code && code.y >= results.y + results.height, JSON.stringify([results, code]));
});

test('a long question with eight choices is whole on an old projector', async (t) => {
  const text =
    'Which of these statements about lookups in a dictionary is true in the worst case, for the implementations of the lecture?';
  const choices = Array.from(
    { length: 8 },
    (_, index) => `Statement ${index + 1}: each takes O(n) comparisons`,
  );
  const { slug } = await site.published({ text, choices });
  const { page, go } = await site.visitor(t, { viewport: { width: 1024, height: 768 } });
  await go(`/questions/${slug}/present`);
  await page.getByText('Live', { exact: true }).waitFor();
  assert.equal(await page.evaluate('document.documentElement.scrollHeight'), 768);
});

test('rounds and chart follow the votes on the page, and an open table stays open', async (t) => {
  const choices = ['Tea', 'Coffee', 'Water'];
  const question = await site.published({ text: 'Ranked live?', kind: 'ranked', choices, maxChoices: 3 });
  const [tea, coffee, water] = question.choices;
  const { page, go } = await site.visitor(t);
  await go(`/questions/${question.slug}/results`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText('Votes over time as a table').click();
  await cast(question.slug, [coffee]);
  await page.getByText('Coffee would win in the first round.').waitFor();
  for (const ballot of [[tea, coffee], [tea], [water, tea]]) await cast(question.slug, ballot);
  await page
    .getByText('Tea would win after 2 rounds.')
    .or(page.getByText('Tea would win after 3 rounds.'))
    .waitFor();
  assert.ok((await page.locator('.round').count()) >= 2);
  await page.getByText('4 votes, at most').waitFor();
  await page.locator('details table').first().waitFor({ state: 'visible' });
});

test('ratings move with their mean and median', async (t) => {
  const choices = ['1', '2', '3', '4', '5'];
  const { slug, choices: ids } = await site.published({ text: 'Rated live?', kind: 'rating', choices });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}/results`);
  await page.getByText('Live', { exact: true }).waitFor();
  await cast(slug, [ids[4]]);
  await cast(slug, [ids[1]]);
  await page.locator('[data-live-mean]').filter({ hasText: '3.50' }).waitFor();
  assert.equal(await textOf(page.locator('[data-live-median]')), '3.5');
});

test('another site shows the results, live, with the code from the page', async (t) => {
  const { slug, choices } = await site.published({ text: 'Embedded?' });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}/results`);
  const code = await textOf(page.locator('.sharing details code'));
  await page.goto(await openOtherSite(t, code));
  const frame = page.frameLocator('iframe');
  await frame.getByText('Live', { exact: true }).waitFor();
  await cast(slug, [choices[1]]);
  await frame.getByText('1 vote', { exact: true }).waitFor();
  const link = frame.getByRole('link', { name: 'Vote on Tallyscope' });
  assert.equal(await link.getAttribute('href'), `${site.origin}/questions/${slug}`);
});

test('hidden results stay hidden until the voter has voted', async (t) => {
  const { slug } = await site.published({ text: 'Hidden at first?', results: 'voted', policy: 'browser' });
  const { page, go, press } = await site.visitor(t, { javaScriptEnabled: false });
  await go(`/questions/${slug}/results`);
  assert.match(await textOf(page.locator('.notice')), /not shown yet.*once you have voted/s);
  assert.equal(await page.locator('.results, .timeline, .live-line').count(), 0);
  await press('link', 'Vote on this question');
  await page.getByLabel('Tea').check();
  await press('button', 'Cast vote');
  assert.match(await textOf(page.locator('.total-line')), /1 vote/);
});

test('a full screen without results shows them when voting closes, and stays full', async (t) => {
  const { slug, choices } = await site.published({ text: 'Shown at the end?', results: 'closed' });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}/present`);
  await page.getByRole('button', { name: 'Full screen', exact: true }).click();
  await page.getByRole('button', { name: 'Leave full screen' }).waitFor();
  await cast(slug, [choices[0]]);
  await closeQuestion(site.database, slug);
  await page.getByText('1 vote', { exact: true }).waitFor();
  assert.equal(await page.getByRole('img', { name: `${site.origin}/questions/${slug}/results` }).count(), 1);
  assert.equal(await page.evaluate('Boolean(document.fullscreenElement)'), true);
  await page.getByRole('button', { name: 'Leave full screen' }).click();
  await page.getByRole('button', { name: 'Full screen', exact: true }).waitFor();
});

test('results come by themselves when voting closes, and the code of a receipt stays', async (t) => {
  for (const results of ['always', 'closed'] as const) {
    const { slug } = await site.published({ text: `Closed under its readers, ${results}?`, results });
    const reader = await site.visitor(t);
    await reader.go(`/questions/${slug}/results`);
    const { page, go, press } = await site.visitor(t);
    await go(`/questions/${slug}`);
    await page.getByLabel('Tea').check();
    await press('button', 'Cast vote');
    const code = await textOf(page.locator('.receipt-code code'));
    await closeQuestion(site.database, slug);
    for (const each of [page, reader.page]) {
      await each.locator('.badge-closed').waitFor();
      await each.getByText('1 vote', { exact: true }).waitFor();
    }
    assert.equal(await textOf(page.locator('.receipt-code code')), code);
  }
});

test('a vote is on the screens of others within two seconds', async (t) => {
  const { slug, choices } = await site.published({ text: 'Fresh?' });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}/present`);
  await page.getByText('Live', { exact: true }).waitFor();
  const lateness = watchMachine();
  const waits: number[] = [];
  for (let votes = 1; votes <= 10; votes += 1) {
    await cast(slug, [choices[0]]);
    const start = performance.now();
    await page.getByText(votes === 1 ? '1 vote' : `${votes} votes`, { exact: true }).waitFor();
    waits.push(performance.now() - start);
  }
  const late = await lateness();
  assert.ok(Math.max(...waits) < 2000 + late, `${waits.map(Math.round)}, the machine up to ${late} ms late`);
});
