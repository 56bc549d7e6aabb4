import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { QuestionModel } from '#src/database/models/question.ts';
import { findQuestion } from '#src/features/questions/question-store.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { modes, openSite, textOf, type Visitor } from './site.ts';

const site = await openSite(suiteCleanup());

const kinds = [
  { kind: 'single', card: 'One choice', choices: ['Tea', 'Coffee'], limits: [1, 1] },
  { kind: 'multiple', card: 'Several choices', choices: ['Tea', 'Coffee', 'Water'], limits: [1, 2] },
  { kind: 'rating', card: 'Rating from 1 to 5', choices: [], limits: [1, 1] },
  { kind: 'ranked', card: 'Ranking', choices: ['Tea', 'Coffee', 'Water'], limits: [1, 3] },
] as const;

async function fillChoices({ page }: Visitor, choices: readonly string[]): Promise<void> {
  for (const [index, choice] of choices.entries())
    await page.getByRole('textbox', { name: `Choice ${index + 1}`, exact: true }).fill(choice);
}

async function stored(text: string): Promise<QuestionModel> {
  const { slug } = (await site.database.questions.findOne({ where: { text } })) ?? {};
  const question = slug && (await findQuestion(site.database, slug));
  assert.ok(question, text);
  return question;
}

for (const { mode, javaScriptEnabled } of modes) {
  test(`a question of each kind is made, ${mode}`, async (t) => {
    const name = javaScriptEnabled ? 'ada' : 'mary';
    const organiser = await site.organiserVisitor(t, name, {
      javaScriptEnabled,
      timezoneId: 'Europe/Madrid',
    });
    const { page, go, press } = organiser;
    for (const { kind, card, choices, limits } of kinds) {
      await go('/organise/questions/new');
      const text = `What about ${kind}, ${mode}?`;
      await page.getByRole('textbox', { name: 'Question' }).fill(text);
      await page.getByLabel(card).check();
      assert.equal(
        await page.getByText('Choices on each ballot').isVisible(),
        kind === 'multiple' || kind === 'ranked',
      );
      assert.equal(await page.locator('#choice-1').isVisible(), kind !== 'rating');
      await fillChoices(organiser, choices);
      if (kind === 'multiple') await page.getByLabel('At most').fill('2');
      await page.getByLabel(/^Voting closes/).fill('2999-07-01T18:00');
      await press('button', 'Publish');
      assert.equal(await textOf(page.locator('.flash')), 'Published. Its address is under “Share”.');
      const question = await stored(text);
      assert.equal(question.kind, kind);
      assert.deepEqual([question.minChoices, question.maxChoices], limits);
      assert.equal(
        question.timeZone,
        javaScriptEnabled ? 'Europe/Madrid' : 'UTC',
        'the zone is proposed by a script',
      );
      const closes = javaScriptEnabled ? '2999-07-01T16:00:00.000Z' : '2999-07-01T18:00:00.000Z';
      assert.equal(question.closesAt?.toISOString(), closes);
      if (kind === 'rating') assert.equal(question.choices?.length, 5);
    }
  });

  test(`answers that can be changed are a matter of accounts, ${mode}`, async (t) => {
    const name = javaScriptEnabled ? 'grace' : 'hedy';
    const organiser = await site.organiserVisitor(t, name, { javaScriptEnabled });
    const { page, go, press } = organiser;
    const text = `Who comes along, ${mode}?`;
    await go('/organise/questions/new');
    await page.getByRole('textbox', { name: 'Question' }).fill(text);
    await fillChoices(organiser, ['Me', 'Not me']);
    assert.equal(await page.getByLabel('Answers can be changed').isVisible(), false);
    await page.getByLabel('Once per account').check();
    await page.getByLabel('Answers can be changed').check();
    await page.getByLabel('Everyone, after voting has closed').check();
    await press('button', 'Save draft');
    const question = await stored(text);
    assert.deepEqual([question.policy, question.secret, question.results], ['account', false, 'closed']);
    await go(`/organise/questions/${question.slug}/edit`);
    assert.equal(await page.getByLabel('Answers can be changed').isChecked(), true);
    await page.getByLabel('Anyone, as often as they like').check();
    await press('button', 'Save draft');
    assert.equal((await stored(text)).secret, true, 'what is hidden has no say');
  });

  test(`invitations are made, printed and used, ${mode}`, async (t) => {
    const name = javaScriptEnabled ? 'ida' : 'emmy';
    const organiser = await site.organiserVisitor(t, name, { javaScriptEnabled });
    const { page, go, press } = organiser;
    const text = `Members only, ${mode}?`;
    await go('/organise/questions/new');
    await page.getByRole('textbox', { name: 'Question' }).fill(text);
    await fillChoices(organiser, ['Yes', 'No']);
    await page.getByLabel('Once per invitation').check();
    await press('button', 'Publish');
    await press('link', `Invitations: ${text}`);
    await page.getByLabel('How many').fill('501');
    await press('button', 'Make and show to print');
    assert.match(await textOf(page.locator('#count-error')), /A sheet holds at most 500/);
    await page.getByLabel('How many').fill('3');
    await press('button', 'Make and show to print');
    assert.equal(await page.getByRole('img', { name: /^Link of invitation/ }).count(), 3);
    assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), javaScriptEnabled);
    const link = await textOf(page.locator('.ticket-link').first());
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('h1').isVisible(), false, 'paper shows tickets alone');
    assert.equal(await page.locator('.ticket').first().isVisible(), true);
    await page.emulateMedia({ media: 'screen' });

    const voter = await site.visitor(t, { javaScriptEnabled });
    await voter.go(link.replace(/^https?:\/\/[^/]+/, ''));
    await voter.page.getByLabel('Yes').check();
    await voter.press('button', 'Cast vote');
    assert.match(await textOf(voter.page.locator('main')), /your vote is counted/);

    await press('link', 'Done, back to the invitations');
    assert.equal(await textOf(page.locator('.facts')), 'Made3Used1Not used yet2');
    await page.getByLabel('How many').fill('2');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Make and download as CSV' }).click();
    const download = await downloading;
    assert.match(download.suggestedFilename(), /^invitations_members-only-.*\.csv$/);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    assert.equal(lines.length, 3);
    if (javaScriptEnabled) {
      await page.getByText('The invitations are made.').waitFor();
      assert.equal(await page.getByLabel('How many').inputValue(), '', 'a second press makes no more');
    } else await page.reload();
    assert.match(await textOf(page.locator('.flash')), /among your downloads/);
    assert.equal(await textOf(page.locator('.facts')), 'Made5Used1Not used yet4');
    await page.route(/credentials$/, (route) =>
      route.request().resourceType() === 'fetch' ? route.fulfill({ body: 'no file' }) : route.continue(),
    );
    await page.getByLabel('How many').fill('many');
    await press('button', 'Make and download as CSV');
    assert.match(await textOf(page.getByRole('alert')), /Give a whole number/);
    await press('link', 'Revoke unused invitations');
    assert.match(await textOf(page.locator('.bullets')), /Not used yet: 4 invitations\./);
    await press('button', 'Revoke unused invitations');
    assert.equal(await textOf(page.locator('.facts')), 'Made1Used1Not used yet0');
  });
}

test('invitations whose answer was lost are not made again, and that is said', async (t) => {
  const { page: watched } = await site.organiserVisitor(t, 'vera', {}, 'administrator');
  const { slug } = await site.published({ text: 'Lost on the way?', policy: 'credential' });
  // The request that fails is meant: nobody watches this page for complaints.
  const page = await watched.context().newPage();
  await page.goto(`/organise/questions/${slug}/credentials`);
  await page.route(
    /credentials$/,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await page.getByLabel('How many').fill('3');
  await page.getByRole('button', { name: 'Make and download as CSV' }).click();
  await page.getByText('Made3Used0Not used yet3').waitFor();
  await page.getByRole('alert').getByText('The connection was lost').waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByLabel('How many').fill('2');
  await page.getByRole('button', { name: 'Make and download as CSV' }).click();
  await downloading;
  await page.getByText('Made5Used0Not used yet5').waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('a print sheet that is loaded again is the same and makes no more invitations', async (t) => {
  const { page, go, press } = await site.organiserVisitor(t, 'lise', {}, 'administrator');
  const { slug } = await site.published({ text: 'Printed once?', policy: 'credential' });
  await go(`/organise/questions/${slug}/credentials`);
  await page.getByLabel('How many').fill('3');
  await press('button', 'Make and show to print');
  const sheet = await page.locator('.ticket').allTextContents();
  assert.equal(sheet.length, 3);
  await page.reload();
  assert.deepEqual(await page.locator('.ticket').allTextContents(), sheet);
  await press('link', 'Done, back to the invitations');
  assert.equal(await textOf(page.locator('.facts')), 'Made3Used0Not used yet3');
  await page.getByLabel('How many').fill('3');
  await press('button', 'Make and show to print');
  assert.equal(await page.locator('.ticket').count(), 3, 'who wants more gets more');
});

test('a question is made with the keyboard alone', async (t) => {
  const { page, go } = await site.organiserVisitor(t, 'rosalind');
  await go('/organise/questions/new');
  const type = (text: string) => page.keyboard.type(text);
  const tab = async (times = 1) => {
    for (let count = 0; count < times; count += 1) await page.keyboard.press('Tab');
  };
  const focused = () => page.locator(':focus').getAttribute('id');
  await page.locator('#text').focus();
  await type('By keyboard?');
  await tab(2);
  assert.equal(await focused(), 'kind');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getByLabel('Several choices').isChecked(), true);
  await tab();
  await type('This');
  await tab(2);
  await type('That');
  await tab(4);
  assert.equal(await textOf(page.locator(':focus')), 'Add a choice');
  await page.keyboard.press('Enter');
  assert.equal(await focused(), 'choice-4', 'the new row has the focus');
  await type('Both');
  await tab(3);
  assert.equal(await focused(), 'minChoices');
  await tab(2);
  assert.equal(await focused(), 'policy');
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.getByLabel('Anyone, as often as they like').isChecked(), true);
  await page.keyboard.press('Enter');
  await page.locator('.flash').waitFor();
  const question = await stored('By keyboard?');
  assert.deepEqual([question.kind, question.policy, question.state], ['multiple', 'open', 'draft']);
});

test('how a runoff is counted stands on paper, and what is for the screen does not', async (t) => {
  const choices = ['Ada', 'Grace', 'Edith'];
  const published = await site.published({ text: 'Printed?', kind: 'ranked', choices, maxChoices: 3 });
  const { slug } = published;
  await site.app.inject({
    method: 'POST',
    url: `/api/v1/questions/${slug}/votes`,
    payload: { choices: published.choices },
  });
  const { page, go } = await site.visitor(t);
  await go(`/questions/${slug}/results`);
  const isShown = () => page.evaluate("document.querySelector('.ballot > .more .lots').checkVisibility()");
  assert.equal(await isShown(), false);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await isShown(), true);
  for (const hidden of ['.timeline .more', '.sharing .more', '.language-switch'])
    assert.equal(await page.locator(hidden).isVisible(), false, hidden);
  for (const whole of ['.round', '.lots li'])
    assert.equal(
      await page.evaluate(`getComputedStyle(document.querySelector('${whole}')).breakInside`),
      'avoid',
      `no page ends within ${whole}`,
    );
});
