import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { editQuestion } from '#src/features/questions/edit-question.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { modes, openSite, textOf } from './site.ts';

const site = await openSite(suiteCleanup());

/** The results as the table shows them: choice, votes and share of each row. */
const figures = (page: Page) =>
  page
    .locator('.result tr:first-child')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

for (const { mode, javaScriptEnabled } of modes) {
  test(`a voter goes from the index to the results and votes again, ${mode}`, async (t) => {
    const { slug } = await site.published({ text: `Tea or coffee, ${mode}?` });
    const { page, go, press, heading } = await site.visitor(t, { javaScriptEnabled });
    assert.equal(await go('/'), 200);
    await press('link', `Tea or coffee, ${mode}?`);
    assert.equal(await heading(), `Tea or coffee, ${mode}?`);

    await press('button', 'Cast vote');
    const summary = page.getByRole('alert');
    assert.match(await textOf(summary), /You didn't select a choice\./);
    if (javaScriptEnabled) assert.ok(await summary.evaluate((it) => it.matches(':focus')), 'it is read out');
    assert.match(await textOf(page.locator('.field-error')), /You didn't select a choice\./);
    assert.equal(new URL(page.url()).pathname, `/questions/${slug}/votes`);

    await page.getByLabel('Coffee').check();
    await press('button', 'Cast vote');
    assert.equal(new URL(page.url()).pathname, `/questions/${slug}/results`);
    assert.match(await textOf(page.locator('.notice-success')), /Thank you, your vote is counted\./);
    assert.deepEqual(await figures(page), [
      ['Tea', '0', '0.0%'],
      ['Coffee', '1', '100.0%'],
    ]);

    await press('link', 'Vote again');
    await page.getByLabel('Tea').check();
    await press('button', 'Cast vote');
    assert.deepEqual(await figures(page), [
      ['Tea', '1', '50.0%'],
      ['Coffee', '1', '50.0%'],
    ]);
    assert.match(await textOf(page.locator('.total-line')), /2 votes/);
  });

  test(`a browser votes once where the policy says so, ${mode}`, async (t) => {
    const { slug } = await site.published({ text: `Once, ${mode}?`, policy: 'browser' });
    const { page, go, press } = await site.visitor(t, { javaScriptEnabled });
    const otherTab = await page.context().newPage();
    await go(`/questions/${slug}`);
    await otherTab.goto(`/questions/${slug}`);
    await page.getByLabel('Tea').check();
    await press('button', 'Cast vote');
    assert.equal(await page.getByRole('link', { name: /^Vote/ }).count(), 0);

    await otherTab.getByLabel('Coffee').check();
    await otherTab.getByRole('button', { name: 'Cast vote' }).click();
    await otherTab.getByText('You already voted here. Your first vote is counted.').waitFor();
    assert.deepEqual(await figures(otherTab), [
      ['Tea', '1', '100.0%'],
      ['Coffee', '0', '0.0%'],
    ]);

    await go(`/questions/${slug}`);
    assert.match(await textOf(page.locator('.notice')), /You already voted here/);
    assert.equal(await page.getByRole('radio').count(), 0);
  });
}

test('a ballot from a browser that has lost its cookies is sent again, and counts once', async (t) => {
  const { slug } = await site.published({ text: 'Cookies?', policy: 'browser' });
  const { page, go, press, heading } = await site.visitor(t, { javaScriptEnabled: false });
  await go(`/questions/${slug}`);
  await page.getByLabel('Coffee').check();
  await page.context().clearCookies();
  await press('button', 'Cast vote');
  assert.equal(await heading(), 'Not allowed');
  await press('button', 'Send again');
  assert.match(await textOf(page.locator('.notice-success')), /your vote is counted\./);
  assert.deepEqual(await figures(page), [
    ['Tea', '0', '0.0%'],
    ['Coffee', '1', '100.0%'],
  ]);
});

test('the results can be shared right after voting: thanks go to the voter alone, and stay for one reload', async (t) => {
  const { slug } = await site.published({ text: 'Shared?' });
  const { page, go, press } = await site.visitor(t, { javaScriptEnabled: false });
  const { page: friend } = await site.visitor(t);
  const thanks = 'Thank you, your vote is counted.';
  await go(`/questions/${slug}`);
  await page.getByLabel('Tea').check();
  await press('button', 'Cast vote');
  assert.equal(await page.getByText(thanks).count(), 1);
  await friend.goto(page.url());
  assert.equal(await friend.getByText(thanks).count(), 0);
  const code = await textOf(page.locator('.receipt-code code'));
  await page.reload();
  assert.equal(await textOf(page.locator('.receipt-code code')), code);
  await page.reload();
  assert.equal(await page.getByText(thanks).count(), 0);
});

test('who does not see the button is told that the receipt code was copied', async (t) => {
  const { slug } = await site.published({ text: 'Copied?' });
  const { page, go, press } = await site.visitor(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  await go(`/questions/${slug}`);
  await page.getByLabel('Tea').check();
  await press('button', 'Cast vote');
  const card = page.locator('.receipt-card');
  await card.getByRole('button', { name: /^Copy/ }).click();
  await card.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  const code = await textOf(card.locator('code'));
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), code);
});

test('a ballot sent twice by an impatient hand counts once', async (t) => {
  const { slug } = await site.published({ text: 'Twice?' });
  const { page, go } = await site.visitor(t, { javaScriptEnabled: false });
  await go(`/questions/${slug}`);
  await page.getByLabel('Tea').check();
  await page.getByRole('button', { name: 'Cast vote' }).dblclick();
  await page.waitForURL(/\/results/);
  await go(`/questions/${slug}/results`);
  assert.match(await textOf(page.locator('.total-line')), / 1 vote$/);
});

test('a question is written from the side its letters ask for', async (t) => {
  const sides = async (text: string) => {
    const { slug } = await site.published({ text, description: text });
    const { page, go } = await site.visitor(t, { viewport: { width: 360, height: 740 } });
    await go(`/questions/${slug}`);
    return (await page.evaluate(`['.question-text', '.question-description'].map((part) => {
      const box = document.querySelector(part).getBoundingClientRect();
      const lines = document.createRange();
      lines.selectNodeContents(document.querySelector(part + ' bdi').firstChild);
      const all = [...lines.getClientRects()];
      const begins = (side) => all.every((line) => Math.abs(line[side] - box[side]) < 2);
      return all.length < 2 ? 'one line' : ['left', 'right'].filter(begins).join();
    })`)) as string[];
  };
  const long = 'Shall we plant a cherry tree, lavender or vegetables in the courtyard this spring?';
  assert.deepEqual(await sides(long), ['left', 'left']);
  assert.deepEqual(await sides('מה נשתול בחצר לפני הקיץ: עץ דובדבן, לבנדר או ירקות לחלוקה בין השכנים?'), [
    'right',
    'right',
  ]);
});

test('a vote can be cast by keyboard alone', async (t) => {
  const { slug } = await site.published({ text: 'By keyboard?', choices: ['Left', 'Middle', 'Right'] });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}`);
  await page.keyboard.press('Tab');
  assert.equal(await textOf(page.locator(':focus')), 'Skip to content');
  await page.keyboard.press('Enter');
  while ((await page.locator(':focus').getAttribute('type')) !== 'radio') await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  assert.equal(await textOf(page.locator(':focus')), 'Cast vote');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/results/);
  assert.deepEqual((await figures(page))[1], ['Middle', '1', '100.0%']);
});

test('a ballot whose question closed says so before it is filled in', async (t) => {
  const { slug } = await site.published({ text: 'Closed under its voters?' });
  const { page, go, press } = await site.visitor(t);
  await page.clock.install();
  await go(`/questions/${slug}`);
  // The form that comes back with an error stands at an address that takes only forms.
  await press('button', 'Cast vote');
  await closeQuestion(site.database, slug);
  await page.clock.fastForward(21_000);
  await page.getByLabel('Tea').focus();
  await page.getByText('Voting has closed', { exact: true }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/questions/${slug}`);
});

test('an answer that was not sent before the close is said not to be counted; one under way is waited for', async (t) => {
  const { slug } = await site.published({
    text: 'Closed over an answer?',
    closesAt: new Date(Date.now() + 8000),
  });
  const [unsent, sent] = [await site.visitor(t), await site.visitor(t)];
  const learnt = [unsent, sent].map(({ page }) =>
    page.waitForResponse((response) => response.request().method() === 'HEAD'),
  );
  await sent.page.addInitScript(
    "addEventListener('focusin', ({ target }) => { if ('unsent' in target.dataset) sessionStorage.setItem('told', 'unsent') })",
  );
  for (const { page, go } of [unsent, sent]) {
    await go(`/questions/${slug}`);
    await page.getByLabel('Tea').check();
  }
  await sent.page.route('**/votes', async (route) => {
    await Promise.all(learnt);
    await route.continue();
  });
  await sent.page.getByRole('button', { name: 'Cast vote' }).click({ noWaitAfter: true });

  const alert = unsent.page.locator('[data-unsent]');
  await alert.waitFor();
  assert.match(await textOf(alert), /Your answer is not counted\s*Voting closed before you sent it\./);
  assert.ok(await alert.evaluate((it) => it.matches(':focus')), 'it is read out');
  assert.ok(await unsent.page.getByLabel('Tea').isChecked(), 'what was chosen stays');
  assert.equal(await unsent.page.getByRole('button', { name: 'Cast vote' }).count(), 0);
  await unsent.press('link', 'Show it as it is now');
  assert.equal(await unsent.page.getByRole('radio').count(), 0);

  await sent.page.getByText('Voting had closed when it came in.').waitFor();
  assert.equal(await sent.page.evaluate("sessionStorage.getItem('told')"), null);
});

test('a ballot whose question was corrected says so before it is filled in', async (t) => {
  const { slug } = await site.published({ text: 'Corected under its voters?' });
  const { page, go, press, heading } = await site.visitor(t);
  await page.clock.install();
  await go(`/questions/${slug}`);
  await editQuestion(site.database, slug, { text: 'Corrected under its voters?' });
  await page.clock.fastForward(21_000);
  await page.getByLabel('Tea').check();
  assert.match(await textOf(page.getByRole('alert')), /an answer from here is not counted/);
  await press('link', 'Show it as it is now');
  assert.equal(await heading(), 'Corrected under its voters?');
  assert.equal(await page.getByRole('alert').count(), 0);
});

for (const { mode, javaScriptEnabled } of modes)
  test(`an answer to what a question asked before is not counted, ${mode}`, async (t) => {
    const { slug } = await site.published({ text: `Tee or coffee, ${mode}?` });
    const { page, go, press, heading } = await site.visitor(t, { javaScriptEnabled });
    await go(`/questions/${slug}`);
    await editQuestion(site.database, slug, { choices: ['Tea', 'Cocoa'] });
    await page.getByLabel('Coffee').check();
    await press('button', 'Cast vote');
    assert.match(await textOf(page.locator('.field-error')), /corrected after you opened its page/);
    assert.equal(await heading(), `Tee or coffee, ${mode}?`);
    await page.getByLabel('Cocoa').check();
    await press('button', 'Cast vote');
    assert.deepEqual(await figures(page), [
      ['Tea', '0', '0.0%'],
      ['Cocoa', '1', '100.0%'],
    ]);
  });

test('a ballot asks nothing while it is fresh, and stays what it is while its question is open', async (t) => {
  const { slug } = await site.published({ text: 'Open, and open still?' });
  const { page, go } = await site.visitor(t);
  await page.clock.install();
  await go(`/questions/${slug}`);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.method()));
  await page.getByLabel('Tea').check();
  assert.deepEqual(asked, []);
  await page.clock.fastForward(21_000);
  const answered = page.waitForResponse((response) => response.request().method() === 'HEAD');
  await page.getByLabel('Coffee').check();
  assert.equal((await answered).headers()['question-status'], 'open');
  await page.getByLabel('Tea').check();
  assert.deepEqual(asked, ['HEAD']);
  assert.ok(await page.getByLabel('Tea').isChecked());
});

test('a question is read with its times on the clock of who is elsewhere, too', async (t) => {
  const closesAt = new Date('2999-01-31T16:30:00Z');
  const { slug } = await site.published({ text: 'Where are you?', timeZone: 'Asia/Tokyo', closesAt });
  const closing = async (options: BrowserContextOptions) => {
    const { page, go } = await site.visitor(t, options);
    await go(`/questions/${slug}`);
    return textOf(page.locator('.terms .meta').first().locator('span').first());
  };
  const there = 'Voting closes 1 Feb 2999, 01:30 GMT+9';
  assert.equal(await closing({ timezoneId: 'Asia/Seoul' }), there);
  assert.equal(await closing({ timezoneId: 'Europe/Madrid' }), `${there} (31 Jan 2999, 17:30 by your clock)`);
});

test('a ballot says that its time is over', async (t) => {
  const { slug } = await site.published({ text: 'Over?', closesAt: new Date(Date.now() + 8000) });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}`);
  await page.getByText('This question takes no more votes.', { exact: false }).waitFor();
});

test('ornaments are not read out', async (t) => {
  const { slug } = await site.published({ text: 'Ornaments?' });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}/results`);
  const heard = await page.locator('main').ariaSnapshot();
  assert.match(heard, /listitem: Results$/m);
  assert.match(heard, /group: Votes over time as a table$/m);
});
