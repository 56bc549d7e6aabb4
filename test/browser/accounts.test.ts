import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { modes, openSite, textOf, type Visitor } from './site.ts';

const site = await openSite(suiteCleanup());
const pathOf = ({ page }: Visitor) => new URL(page.url()).pathname;
const first = 'correct horse battery';
const second = 'staple of batteries';

for (const { mode, javaScriptEnabled } of modes) {
  test(`somebody signs up, changes the password and leaves, ${mode}`, async (t) => {
    const name = javaScriptEnabled ? 'ada' : 'grace';
    const visitor = await site.visitor(t, { javaScriptEnabled });
    const { page, go, press, logIn } = visitor;
    const problem = () => textOf(page.locator('.field-error'));
    await go('/login?next=/account');
    const toSignUp = page.getByRole('main').getByRole('link', { name: 'Sign up' });
    await Promise.all([page.waitForEvent('domcontentloaded'), toSignUp.click()]);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill('short');
    await press('button', 'Sign up');
    assert.match(await problem(), /Use at least 10 characters\./);
    assert.equal(await page.getByLabel('Name').inputValue(), name);
    await page.getByLabel('Password').fill(first);
    await press('button', 'Sign up');
    assert.equal(pathOf(visitor), '/account');
    assert.match(await textOf(page.locator('.flash')), /^Welcome\./);
    assert.match(await textOf(page.getByRole('row').nth(1)), /This session/);

    await page.getByLabel('Current password').fill('wrong horse battery');
    await page.getByLabel('New password').fill(second);
    await press('button', 'Change password');
    assert.match(await problem(), /not your current password/);
    await page.getByLabel('Current password').fill(first);
    await page.getByLabel('New password').fill(second);
    await press('button', 'Change password');
    assert.match(await textOf(page.locator('.flash')), /^Your password is changed/);

    await press('button', 'Log out everywhere');
    assert.equal(await textOf(page.locator('.flash')), 'You are logged out everywhere.');
    await logIn(name, first);
    assert.match(await textOf(page.getByRole('alert')), /Name or password is wrong\./);
    await logIn(name, second);
    assert.equal(pathOf(visitor), '/');
    await press('link', `Your account: ${name}`);
    await press('link', 'Delete account');
    await page.getByLabel('Current password').fill(second);
    await press('button', 'Delete account');
    assert.match(await textOf(page.locator('.flash')), /Your ballots stay counted/);
  });

  test(`an access token is made, used and revoked, ${mode}`, async (t) => {
    const visitor = await site.organiserVisitor(t, javaScriptEnabled ? 'hedy' : 'ida', { javaScriptEnabled });
    const { page, go, press } = visitor;
    await go('/account');
    await press('button', 'Make token');
    assert.equal(await page.locator('.field-error').count(), 1);
    await page.getByLabel('What is it for?').fill('Nightly export');
    await page.getByLabel('Ask for exports and read them').check();
    await page.getByLabel('Expires').selectOption('After 30 days');
    await press('button', 'Make token');
    const token = await textOf(page.locator('.notice .copyable code'));
    const headers = { authorization: `Bearer ${token}` };
    const ask = async () => (await site.app.inject({ url: '/api/v1/exports', headers })).statusCode;
    assert.equal(await ask(), 200);
    await press('button', 'Revoke: Nightly export');
    assert.equal(await textOf(page.locator('.flash')), 'The access token is revoked.');
    assert.equal(await ask(), 401);
  });

  test(`an administrator finds somebody and gives them a role, ${mode}`, async (t) => {
    const name = javaScriptEnabled ? 'boss' : 'chief';
    await createAccount(site.database, { name, password: first, role: 'administrator' });
    await createAccount(site.database, { name: `new-${name}`, password: first, role: 'voter' });
    const { page, go, press, logIn } = await site.visitor(t, { javaScriptEnabled });
    await go('/login');
    await logIn(name);
    await press('link', 'People');
    await page.getByLabel('Search by name').fill(`NEW-${name}`);
    await press('button', 'Search');
    await page.getByLabel(`Role of new-${name}`).selectOption('Organiser');
    await press('button', `Set role: new-${name}`);
    assert.equal(await textOf(page.locator('.flash')), 'The role is set.');
    assert.equal(await page.getByLabel(`Role of new-${name}`).inputValue(), 'organiser');
    const changed = await site.database.accounts.findOne({ where: { name: `new-${name}` } });
    assert.equal(changed?.role, 'organiser');
  });
}

test('a password can be shown while it is typed, and is hidden again when it is sent', async (t) => {
  const { page, go, press } = await site.visitor(t);
  await go('/signup');
  const field = page.getByLabel('Password', { exact: true });
  await field.fill('correct horse battery');
  await page.getByRole('button', { name: 'Show password' }).click();
  assert.equal(await field.getAttribute('type'), 'text');
  await page.getByRole('button', { name: 'Hide password' }).click();
  assert.equal(await field.getAttribute('type'), 'password');
  await page.getByRole('button', { name: 'Show password' }).click();
  await press('button', 'Sign up');
  assert.equal(await field.getAttribute('type'), 'password');
});
