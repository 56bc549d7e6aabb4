import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { startS3 } from '#src/features/exports/testing/start-s3.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { keyboardOf } from './keyboard.ts';
import { PASSWORD } from './password.ts';
import { modes, openSite, textOf } from './site.ts';

const cleanup = suiteCleanup();
const { env } = await startS3(cleanup);
const site = await openSite(cleanup, env);
await site.published({ text: 'Tea or coffee?' });

for (const { mode, javaScriptEnabled } of modes)
  test(`logging in and exporting take a keyboard alone, ${mode}`, async (t) => {
    const name = javaScriptEnabled ? 'ada' : 'grace';
    await createAccount(site.database, { name, password: PASSWORD, role: 'administrator' });
    const { page, go, heading } = await site.visitor(t, { javaScriptEnabled });
    const { type, tabTo, enter } = keyboardOf(page);
    await go('/');
    await tabTo('Log in');
    await enter();
    await tabTo('Name');
    await type(name);
    await tabTo('Password');
    await type(PASSWORD);
    await enter();
    await tabTo('Exports');
    await enter();
    await tabTo('New export');
    await enter();
    await tabTo(/^Path in the bucket/);
    await type(`by/keyboard/${name}`);
    await tabTo('Start export');
    await enter();
    assert.equal(await textOf(page.locator('.flash')), 'The export has started.');
    assert.match(await heading(), new RegExp(`by/keyboard/${name}`));
  });

test('who asks for less motion sees none', async (t) => {
  const { slug } = await site.published({ text: 'Does it move?' });
  const moving = async (reducedMotion: 'reduce' | 'no-preference') => {
    const { page, go, press } = await site.visitor(t, { reducedMotion });
    await go(`/questions/${slug}`);
    await page.getByLabel('Tea').check();
    await press('button', 'Cast vote');
    await page.locator('[data-live-state][data-state="live"]').waitFor();
    return page.evaluate(`(() => {
      const seconds = (text) => Math.max(...text.split(',').map(Number.parseFloat));
      return [...document.querySelectorAll('*')].flatMap((e) => ['', '::before', '::after'].filter((pseudo) => {
        const style = getComputedStyle(e, pseudo);
        return seconds(style.transitionDuration) > 0 || (style.animationName !== 'none' && seconds(style.animationDuration) > 0)
          || style.scrollBehavior === 'smooth';
      }).map((pseudo) => e.className + pseudo));
    })()`) as Promise<string[]>;
  };
  assert.deepEqual(await moving('reduce'), []);
  assert.notEqual((await moving('no-preference')).length, 0, 'it sees what moves');
});
