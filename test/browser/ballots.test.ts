import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuestionKind } from '#src/database/models/question.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { keyboardOf } from './keyboard.ts';
import { PASSWORD } from './password.ts';
import { forgetTyped, modes, openSite, textOf, type Visitor } from './site.ts';

const site = await openSite(suiteCleanup());

const kinds: { kind: QuestionKind; choices: string[]; maxChoices: number }[] = [
  { kind: 'single', choices: ['Tea', 'Coffee', 'Water'], maxChoices: 1 },
  { kind: 'multiple', choices: ['Tea', 'Coffee', 'Water'], maxChoices: 2 },
  { kind: 'rating', choices: ['1', '2', '3', '4', '5'], maxChoices: 1 },
  { kind: 'ranked', choices: ['Tea', 'Coffee', 'Water'], maxChoices: 3 },
];

/** The choices of the only ballot of a question, as their places. */
async function castPlaces(slug: string): Promise<string> {
  const question = await site.database.questions.findOne({ where: { slug }, include: 'choices' });
  const [rows] = await site.database.sequelize.query('SELECT choices FROM ballots WHERE question_id = $1', {
    bind: [question?.id],
  });
  const positions = new Map(question?.choices?.map(({ id, position }) => [id, position]));
  assert.equal(rows.length, 1);
  return (rows as { choices: number[] }[])[0]?.choices.map((id) => positions.get(id)).join(',') ?? '';
}

const error = ({ page }: Visitor) => textOf(page.locator('.field-error'));
const thanked = async ({ page }: Visitor) =>
  assert.match(await textOf(page.locator('.notice-success')), /^Thank you, your vote is counted\./);

for (const { mode, javaScriptEnabled } of modes) {
  test(`a ballot of each kind is refused, mended and counted, ${mode}`, async (t) => {
    for (const { kind, choices, maxChoices } of kinds) {
      const { slug } = await site.published({ text: `${kind}, ${mode}?`, kind, choices, maxChoices });
      const visitor = await site.visitor(t, { javaScriptEnabled });
      const { page, go, press } = visitor;
      await go(`/questions/${slug}`);
      const place = (choice: string, option: string) =>
        page.getByLabel(choice, { exact: true }).selectOption(option);
      await press('button', 'Cast vote');
      assert.ok(await error(visitor), `${kind}: an empty ballot`);
      if (kind === 'single') await page.getByLabel('Coffee').check();
      if (kind === 'rating') await page.getByLabel('4').check();
      if (kind === 'multiple') {
        for (const choice of choices) await page.getByLabel(choice).check();
        await press('button', 'Cast vote');
        assert.ok(await error(visitor), 'too many');
        assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 3, 'what was chosen stays');
        await page.getByLabel('Tea').uncheck();
      }
      if (kind === 'ranked') {
        await place('Water', '1');
        // With a script, places are never given twice.
        if (!javaScriptEnabled) {
          await place('Tea', '1');
          await press('button', 'Cast vote');
          assert.ok(await error(visitor), 'one place given twice');
          const edges = `[...document.querySelectorAll('select')].map((one) => getComputedStyle(one).borderColor)`;
          const [tea, coffee, water] = (await page.evaluate(edges)) as string[];
          assert.equal(tea, water, 'both are marked');
          assert.notEqual(tea, coffee);
        }
        await place('Tea', '2');
      }
      await press('button', 'Cast vote');
      await thanked(visitor);
      const cast = { single: '2', multiple: '2,3', rating: '4', ranked: '3,1' }[kind];
      assert.equal(await castPlaces(slug), cast);
    }
  });

  test(`a ballot of each kind is cast by keyboard alone, ${mode}`, async (t) => {
    for (const { kind, choices, maxChoices } of kinds) {
      const { slug } = await site.published({
        text: `${kind} by keyboard, ${mode}?`,
        kind,
        choices,
        maxChoices,
      });
      const visitor = await site.visitor(t, { javaScriptEnabled });
      const { press, tabTo, enter } = keyboardOf(visitor.page);
      await visitor.go(`/questions/${slug}`);
      const [first = ''] = choices;
      await tabTo(first);
      if (kind === 'single' || kind === 'rating') {
        await press('Space');
        await press('ArrowDown');
      }
      if (kind === 'multiple') {
        await press('Space');
        await tabTo('Water');
        await press('Space');
      }
      if (kind === 'ranked') {
        await press('ArrowDown');
        await tabTo('Water');
        await press('ArrowDown');
        await press('ArrowDown');
      }
      await tabTo('Cast vote');
      await enter();
      await thanked(visitor);
      const cast = { single: '2', multiple: '1,3', rating: '2', ranked: '1,3' }[kind];
      assert.equal(await castPlaces(slug), cast);
    }
  });

  test(`an account votes once, and changes its answer where that is allowed, ${mode}`, async (t) => {
    const name = javaScriptEnabled ? 'vera' : 'walter';
    await createAccount(site.database, { name, password: PASSWORD, role: 'voter' });
    const visitor = await site.visitor(t, { javaScriptEnabled });
    const { page, go, press, logIn } = visitor;
    const secret = await site.published({ text: `Once, ${mode}?`, policy: 'account' });
    const open = await site.published({ text: `Again, ${mode}?`, policy: 'account', secret: false });
    await go(`/questions/${secret.slug}`);
    await page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
    await logIn(name);
    assert.equal(new URL(page.url()).pathname, `/questions/${secret.slug}`);
    for (const { slug } of [secret, open]) {
      await go(`/questions/${slug}`);
      await page.getByLabel('Coffee').check();
      await press('button', 'Cast vote');
      await thanked(visitor);
    }
    await go(`/questions/${secret.slug}`);
    assert.equal(await page.getByRole('radio').count(), 0, 'a secret vote is final');
    await go(`/questions/${open.slug}`);
    assert.equal(await page.getByLabel('Coffee').isChecked(), true);
    await page.getByLabel('Tea').check();
    await page.getByRole('main').getByRole('button').first().press('Enter');
    await page.waitForURL(/\/results/);
    assert.equal(await castPlaces(open.slug), '1');
  });
}

test('a ranked ballot is put in order by its buttons', async (t) => {
  const choices = ['Tea', 'Coffee', 'Water'];
  const { slug } = await site.published({ text: 'In which order?', kind: 'ranked', choices, maxChoices: 3 });
  const visitor = await site.visitor(t);
  const { page, go, press } = visitor;
  const { press: key, tabTo } = keyboardOf(page);
  await go(`/questions/${slug}`);
  await tabTo(/up.*Water|Water.*up/i);
  await key('Enter');
  assert.match(await textOf(page.locator('[data-ranking-status]')), /Water/);
  await page.getByRole('button', { name: /Tea.*up|up.*Tea/i }).click();
  await page.getByRole('button', { name: /Tea.*up|up.*Tea/i }).click();
  await press('button', 'Cast vote');
  await thanked(visitor);
  assert.equal(await castPlaces(slug), '1,3');
});

test('a ranked ballot that its voter comes back to is in the order it was left in', async (t) => {
  const choices = ['Tea', 'Coffee', 'Water'];
  const { slug } = await site.published({ text: 'And back?', kind: 'ranked', choices, maxChoices: 3 });
  const visitor = await site.visitor(t);
  const { page, go, press } = visitor;
  await go(`/questions/${slug}`);
  await page.getByLabel('Water', { exact: true }).selectOption('1');
  await page.getByLabel('Coffee', { exact: true }).selectOption('2');
  await press('link', 'See the results');
  await page.goBack();
  await page.locator('[data-ranking-row]:first-child', { hasText: 'Water' }).waitFor();
  const rows = () =>
    page.locator('[data-ranking-row] label').evaluateAll((labels) => labels.map((it) => it.textContent));
  assert.deepEqual(await rows(), ['Water', 'Coffee', 'Tea']);
  await page.getByRole('button', { name: 'Up: Tea' }).click();
  await press('button', 'Cast vote');
  await thanked(visitor);
  assert.equal(await castPlaces(slug), '3,2,1');
});

test('a ballot is still filled in after a lost connection, and nothing of it stays once it is cast', async (t) => {
  const choices = ['Tea', 'Coffee', 'Water'];
  const { slug } = await site.published({ text: 'Lost?', kind: 'multiple', choices, maxChoices: 3 });
  const visitor = await site.visitor(t);
  // The error page is meant: nobody watches this page for complaints.
  const page = await visitor.page.context().newPage();
  await page.goto(`/questions/${slug}`);
  await forgetTyped(page);
  await page.getByLabel('Tea').check();
  await page.getByLabel('Water').check();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Cast vote' }).click();
  await page.waitForURL('chrome-error://chromewebdata/');
  await page.context().setOffline(false);
  await page.goBack();
  const checked = () => page.locator('input:checked').count();
  await page.getByLabel('Water').waitFor();
  assert.equal(await checked(), 2);
  assert.ok(await page.getByLabel('Water').isChecked());
  await page.getByRole('button', { name: 'Cast vote' }).click();
  await page.getByText('Thank you, your vote is counted.').waitFor();
  assert.equal(await page.evaluate('sessionStorage.length'), 0);
});

test('a place can be read on the narrowest screen', async (t) => {
  const choices = ['Tea', 'Coffee'];
  const { slug } = await site.published({ text: 'Narrow?', kind: 'ranked', choices, maxChoices: 2 });
  for (const locale of ['en-GB', 'es-ES']) {
    const { page, go } = await site.visitor(t, { viewport: { width: 320, height: 740 }, locale });
    await go(`/questions/${slug}`);
    const [room, words] = (await page.evaluate(`(() => {
      const select = document.querySelector('select');
      const { font, paddingLeft, paddingRight } = getComputedStyle(select);
      const drawn = document.createElement('canvas').getContext('2d');
      drawn.font = font;
      const width = select.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
      return [width, drawn.measureText(select.options[0].text).width];
    })()`)) as [number, number];
    // The arrow stands beside the words.
    assert.ok(room - 16 > words, `${locale}: ${words} pixels in ${room}`);
  }
});

test('a ballot stays whole on a phone whose letters are twice as large', async (t) => {
  const closesAt = new Date(Date.now() + 2 * 3_600_000);
  const choices = ['Yes', 'No', 'Abstain until the accounts are published'];
  const { slug } = await site.published({
    text: 'Do we take the budget?',
    choices,
    closesAt,
    timeZone: 'Europe/Madrid',
  });
  const { page, go } = await site.visitor(t, { viewport: { width: 360, height: 740 } });
  await go(`/questions/${slug}`);
  await page.evaluate("document.documentElement.style.fontSize = '200%'");
  const cut = `[...document.querySelectorAll('.ballot *')].filter((e) => {
    const inside = document.querySelector('.ballot').getBoundingClientRect().right;
    return !e.matches('.visually-hidden') && e.getBoundingClientRect().right > inside;
  }).map((e) => e.outerHTML)`;
  assert.deepEqual(await page.evaluate(cut), []);
  const words = (await page.locator('.card-option').last().boundingBox())?.height ?? 0;
  assert.ok(words < 400, `${words} pixels for seven words`);
});
