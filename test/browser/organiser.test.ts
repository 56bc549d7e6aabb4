import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { checkLooks } from './page-checks.ts';
import { forgetTyped, modes, openSite, textOf, type Visitor } from './site.ts';

const site = await openSite(suiteCleanup());
const pathOf = ({ page }: Visitor) => new URL(page.url()).pathname;
const choice = ({ page }: Visitor, position: number) =>
  page.getByRole('textbox', { name: `Choice ${position}`, exact: true });
const rowOf = ({ page }: Visitor, text: string) => page.locator('.desk-question').filter({ hasText: text });
const stateOf = async (visitor: Visitor, text: string) =>
  textOf(rowOf(visitor, text).locator('.badge').first());
/** Opens the rest of what can be done to a question. */
const openMore = (visitor: Visitor, text: string) => rowOf(visitor, text).locator('summary').click();

for (const { mode, javaScriptEnabled } of modes) {
  test(`an organiser logs in where a link led to, and out again, ${mode}`, async (t) => {
    const name = javaScriptEnabled ? 'grace' : 'hedy';
    await createAccount(site.database, { name, password: 'correct horse battery', role: 'organiser' });
    const visitor = await site.visitor(t, { javaScriptEnabled });
    const { page, go, press, logIn } = visitor;
    await go('/organise/questions/new');
    assert.equal(pathOf(visitor), '/login');
    await logIn(name, 'wrong horse');
    assert.match(await textOf(page.getByRole('alert')), /Name or password is wrong\./);
    assert.equal(await page.getByLabel('Name').inputValue(), name);
    await logIn(name);
    assert.equal(pathOf(visitor), '/organise/questions/new');
    await press('button', `Log out: ${name}`);
    assert.equal(await textOf(page.locator('.flash')), 'You are logged out.');
    await go('/organise');
    assert.equal(pathOf(visitor), '/login');
  });

  test(`a question goes from an idea to its end, ${mode}`, async (t) => {
    const organiser = await site.organiserVisitor(t, javaScriptEnabled ? 'ada' : 'mary', {
      javaScriptEnabled,
    });
    const { page, press } = organiser;
    const text = `Where shall we meet, ${mode}?`;

    await press('link', 'New question');
    const form = page.url();
    assert.match(
      await textOf(page.locator('.question-form')),
      /Once somebody has voted, what is asked .* cannot be changed/,
    );
    await choice(organiser, 1).fill('Library');
    await page.getByLabel(/^Voting closes/).fill('2030-01-01T10:00');
    await page.getByLabel(/^Voting opens/).fill('2031-01-01T10:00');
    await press('button', 'Publish');
    const errors = page.getByRole('alert').getByRole('link');
    assert.deepEqual(await errors.allTextContents(), [
      'Write the question.',
      'Give at least 2 choices.',
      'Voting must close after it opens.',
    ]);
    await errors.first().click();
    assert.equal(await page.locator(':focus').getAttribute('id'), 'text');
    assert.equal(await choice(organiser, 1).inputValue(), 'Library');
    assert.match(await textOf(page.locator('#text-error')), /Write the question\.$/);

    await page.getByRole('textbox', { name: 'Question' }).fill(text);
    await page.getByLabel(/^Voting closes/).fill('');
    await page.getByLabel(/^Voting opens/).fill('');
    await choice(organiser, 2).fill('Garden');
    await choice(organiser, 3).fill('Garden');
    if (javaScriptEnabled) {
      await page.getByRole('button', { name: 'Add a choice' }).click();
      await page.getByRole('button', { name: 'Add a choice' }).click();
      await page.getByRole('button', { name: 'Remove choice 1' }).click();
      assert.equal(await choice(organiser, 1).inputValue(), 'Garden');
      await choice(organiser, 4).fill('Library');
    } else {
      await press('button', 'Add more choices');
      await choice(organiser, 6).fill('Roof');
    }
    await press('button', 'Save draft');
    assert.match(await textOf(page.locator('.choice-row .field-error')), /This choice appears twice\.$/);
    await choice(organiser, javaScriptEnabled ? 2 : 3).fill('garden ');
    await press('button', 'Save draft');
    assert.match(await textOf(page.locator('.choice-row .field-error')), /press the button again\.$/);
    await choice(organiser, javaScriptEnabled ? 2 : 3).fill('Café');
    await press('button', 'Save draft');
    assert.equal(await textOf(page.locator('.flash')), 'Saved.');
    assert.equal(await stateOf(organiser, text), 'Draft');

    await page.goto(form);
    assert.match(pathOf(organiser), /\/edit$/, 'who goes back to the form finds the draft in it');
    assert.equal(await page.getByRole('textbox', { name: 'Question' }).inputValue(), text);
    await press('button', 'Save draft');
    assert.equal(await rowOf(organiser, text).count(), 1);

    await press('link', `Preview: ${text}`);
    const phone = page.frameLocator('iframe').first();
    await phone.getByLabel('Café').check();
    assert.ok(await phone.getByRole('button', { name: 'Cast vote' }).isDisabled());
    assert.equal(
      await page
        .locator('iframe')
        .first()
        .evaluate((frame) => frame.clientWidth),
      358,
    );
    await press('button', 'Publish');
    assert.equal(await stateOf(organiser, text), 'Open');
    await press('link', `Share: ${text}`);
    assert.match(await textOf(page.locator('main')), /^Your questions.*\/questions\/where-shall-we-meet/s);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as PNG' }).click();
    assert.match((await download).suggestedFilename(), /^where-shall-we-meet.*\.png$/);
    await page.goBack();
    await press('link', `Edit: ${text}`);
    assert.match(await textOf(page.locator('main')), /Nobody has voted yet, so it can still be corrected/);
    await choice(organiser, javaScriptEnabled ? 2 : 3).fill('Cafeteria');
    await press('button', 'Save changes');
    await press('link', text);
    await page.getByLabel('Cafeteria').check();
    await press('button', 'Cast vote');
    await press('link', 'Edit the question');
    assert.doesNotMatch(await textOf(page.locator('main')), /Once somebody has voted|Nobody has voted/);
    assert.equal(await choice(organiser, 1).count(), 0);
    assert.match(await textOf(page.locator('.locked')), /can no longer be changed.*Cafeteria/s);
    await page.getByLabel('Description').fill('It may rain.');
    await press('button', 'Save changes');
    await press('link', `Results: ${text}`);
    assert.match(await textOf(page.locator('.ballot')), /It may rain\./);

    await page.goBack();
    await press('link', `Close: ${text}`);
    assert.equal(await textOf(page.locator('.quoted')), text);
    await press('link', 'Keep it open');
    assert.equal(await stateOf(organiser, text), 'Open');
    await press('link', `Close: ${text}`);
    await press('button', 'Close voting');
    assert.equal(await textOf(page.locator('.flash')), 'Closed. No more votes are taken.');
    assert.equal(await stateOf(organiser, text), 'Closed');

    await openMore(organiser, text);
    await press('link', `Delete: ${text}`);
    assert.equal(await textOf(page.locator('.quoted')), text);
    await press('link', 'Keep it');
    assert.equal(await rowOf(organiser, text).count(), 1);
    await openMore(organiser, text);
    await press('link', `Delete: ${text}`);
    await press('button', 'Delete question');
    assert.equal(await textOf(page.locator('.flash')), 'Deleted.');
    assert.equal(await rowOf(organiser, text).count(), 0);
  });
}

test('a question published for later is hidden until then', async (t) => {
  const organiser = await site.organiserVisitor(t, 'edith');
  const { page, go, press } = organiser;
  await go('/organise/questions/new');
  await page.getByRole('textbox', { name: 'Question' }).fill('Later?');
  await choice(organiser, 1).fill('Yes');
  await choice(organiser, 2).fill('No');
  await page.getByLabel(/^Voting opens/).fill('2031-01-01T10:00');
  await press('button', 'Publish');
  assert.equal(await textOf(page.locator('.flash')), 'Published. It opens at the time you set.');
  assert.equal(await stateOf(organiser, 'Later?'), 'Scheduled');
  const { page: voter, go: visit } = await site.visitor(t);
  await visit('/');
  assert.equal(await voter.getByText('Later?').count(), 0);
  for (const path of ['/questions/later', '/questions/later/results']) assert.equal(await visit(path), 404);
});

test('who was logged out with a form open logs in again and loses nothing', async (t) => {
  const organiser = await site.organiserVisitor(t, 'joan');
  const { page, go, press, heading } = organiser;
  await go('/organise/questions/new');
  await page.getByRole('textbox', { name: 'Question' }).fill('Still here?');
  await page.context().clearCookies({ name: 'session' });
  await press('button', 'Save draft');
  assert.equal(await heading(), 'Please log in');
  await checkLooks(page, 'error-kept');
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Log in (opens in a new window)' }).click(),
  ]);
  await tab.getByLabel('Name').fill('joan');
  await tab.getByLabel('Password').fill('correct horse battery');
  await tab.getByRole('button', { name: 'Log in' }).click();
  await tab.getByRole('heading', { name: 'New question' }).waitFor();
  await press('button', 'Send again');
  assert.match(await textOf(page.getByRole('alert')), /Give at least 2 choices\./);
  assert.equal(await page.getByRole('textbox', { name: 'Question' }).inputValue(), 'Still here?');
});

test('who leaves a half-written question and comes back finds all its choices', async (t) => {
  const organiser = await site.organiserVisitor(t, 'frances');
  const { page, go, press } = organiser;
  await go('/organise/questions/new');
  for (const position of [1, 2, 3, 4, 5]) {
    if (position > 3) await page.getByRole('button', { name: 'Add a choice' }).click();
    await choice(organiser, position).fill(`Way ${position}`);
  }
  await page.getByRole('button', { name: 'Remove choice 2' }).click();
  await press('link', 'Exports');
  await page.goBack();
  await choice(organiser, 4).waitFor();
  const rows = page.locator('[name="choiceText"]');
  const texts = await Promise.all((await rows.all()).map((row) => row.inputValue()));
  assert.deepEqual(texts, ['Way 1', 'Way 3', 'Way 4', 'Way 5']);
  await page.reload();
  assert.equal(await rows.count(), 3, 'a form that is asked for anew is empty');
});

test('who leaves a half-written question and comes back finds its texts and its time zone', async (t) => {
  const organiser = await site.organiserVisitor(t, 'rita', { timezoneId: 'Europe/Berlin' });
  const { page, go, press } = organiser;
  await go('/organise/questions/new');
  const zone = page.getByLabel('Time zone');
  assert.equal(await zone.inputValue(), 'Europe/Berlin');
  await forgetTyped(page);
  await page.getByRole('textbox', { name: 'Question' }).fill('Half-written?');
  await page.getByLabel('Description').fill('One line,\nand another.');
  await page.getByLabel('Once per invitation').check();
  await zone.selectOption('America/Lima');
  await press('link', 'Exports');
  await page.goBack();
  await page.getByLabel('Description').waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Question' }).inputValue(), 'Half-written?');
  assert.equal(await page.getByLabel('Description').inputValue(), 'One line,\nand another.');
  assert.ok(await page.getByLabel('Once per invitation').isChecked());
  assert.equal(await zone.inputValue(), 'America/Lima', 'the times are meant in it');
  await go('/account');
  await page.getByLabel('Current password').fill('not to be kept');
  await go('/');
  const kept = await page.evaluate('JSON.stringify(sessionStorage)');
  assert.match(String(kept), /Half-written/);
  assert.doesNotMatch(String(kept), /not to be kept|_csrf/);
});

test('who saves a question in a tunnel goes back and finds what was typed', async (t) => {
  const organiser = await site.organiserVisitor(t, 'thea');
  const { slug } = await site.published({ text: 'In a tunnel?' }, 'thea');
  // The error page is meant: nobody watches this page for complaints.
  const page = await organiser.page.context().newPage();
  for (const [path, save] of [
    ['new', 'Save draft'],
    [`${slug}/edit`, 'Save changes'],
  ] as const) {
    await page.goto(`/organise/questions/${path}`);
    const description = page.getByLabel('Description');
    await description.fill('By bicycle.');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: save }).click();
    await page.waitForURL('chrome-error://chromewebdata/');
    await page.context().setOffline(false);
    await page.goBack();
    assert.equal(await description.inputValue(), 'By bicycle.', path);
  }
});

test('a list that is pasted into a choice fills the rows from there on', async (t) => {
  const organiser = await site.organiserVisitor(t, 'kate');
  const { page, go, press } = organiser;
  await go('/organise/questions/new');
  await choice(organiser, 1).fill('Begun: ');
  await choice(organiser, 3).fill('Kept');
  const paste = (text: string) =>
    page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ${JSON.stringify(text)});
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      return document.querySelector('#choice-1').dispatchEvent(event);
    })()`);
  assert.equal(await paste('one line\n'), true, 'the browser takes it');
  await paste('Tea\r\n\r\n  Coffee \r\nWater\r\n');
  const rows = page.locator('[name="choiceText"]');
  const texts = async () => Promise.all((await rows.all()).map((row) => row.inputValue()));
  assert.deepEqual(await texts(), ['Begun: Tea', 'Coffee', 'Water', 'Kept']);
  assert.equal(await page.locator(':focus').getAttribute('id'), 'choice-3');
  await paste(Array.from({ length: 50 }, (_, index) => `, ${index}`).join('\n'));
  const all = await texts();
  assert.equal(all.length, 53);
  await press('button', 'Publish');
  assert.match(await textOf(page.locator('#choices-error')), /Give at most 20 choices\./);
  assert.deepEqual((await texts()).slice(0, 53), all);
});

test('a form that is on its way is not sent again by a second click', async (t) => {
  const organiser = await site.organiserVisitor(t, 'nell');
  const { page, go } = organiser;
  await go('/organise/questions/new');
  await page.getByRole('textbox', { name: 'Question' }).fill('Only once?');
  await choice(organiser, 1).fill('Yes');
  await choice(organiser, 2).fill('No');
  const button = page.getByRole('button', { name: 'Publish' });
  await button.scrollIntoViewIfNeeded();
  const { x = 0, y = 0 } = (await button.boundingBox()) ?? {};
  const clicked = Promise.withResolvers<void>();
  await page.route(/questions\/new\?form=/, async (route) => {
    await clicked.promise;
    await route.continue();
  });
  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') sent += 1;
  });
  const first = page.waitForRequest((request) => request.method() === 'POST');
  await page.mouse.click(x + 5, y + 5);
  await first;
  await page.waitForTimeout(300);
  await page.mouse.click(x + 5, y + 5);
  clicked.resolve();
  await page.locator('.flash').waitFor();
  assert.equal(sent, 1);
  assert.equal(await rowOf(organiser, 'Only once?').count(), 1);
});

test('a browser that was closed and opened again can send forms', async (t) => {
  const { page, go, press } = await site.organiserVisitor(t, 'ida');
  await page.context().clearCookies({ name: '_csrf' });
  await go('/organise/questions/new');
  await press('button', 'Save draft');
  assert.match(await textOf(page.getByRole('alert')), /Write the question\./);
});

test('a form whose token is gone is refused in words', async (t) => {
  const { page, go, press, heading } = await site.visitor(t);
  await go('/login');
  await page.context().clearCookies();
  await press('button', 'Log in');
  assert.equal(await heading(), 'Not allowed');
  assert.match(await textOf(page.locator('.lead')), /^The page that this came from is out of date/);
  await press('link', 'Load the page again');
  assert.equal(await heading(), 'Log in');
});

test('who is no organiser sees no desk', async (t) => {
  await createAccount(site.database, { name: 'val', password: 'correct horse battery', role: 'voter' });
  const { go, logIn, heading } = await site.visitor(t);
  await go('/organise');
  await logIn('val');
  assert.equal(await heading(), 'Not allowed');
});
