import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sealNow, testKey } from '#src/features/proofs/testing/ledger.ts';
import { verifyFiles } from '#src/features/proofs/verify/verify-files.ts';
import { makeScratchDirectory } from '../support/scratch-directory.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { modes, openSite, textOf } from './site.ts';

const cleanup = suiteCleanup();
const site = await openSite(cleanup);

for (const { mode, javaScriptEnabled } of modes) {
  test(`a voter checks the receipt, then the whole tally, ${mode}`, async (t) => {
    const { id, slug } = await site.published({ text: `Proved, ${mode}?` });
    const { page, go, press, heading } = await site.visitor(t, { javaScriptEnabled });
    await go(`/questions/${slug}`);
    await page.getByLabel('Coffee').check();
    await press('button', 'Cast vote');
    const code = await textOf(page.locator('.receipt-code code'));
    await page.reload();
    assert.equal(await textOf(page.locator('.receipt-code code')), code, 'it is there after one reload');
    await page.reload();
    assert.equal(await page.locator('.receipt-code').count(), 0, 'it is gone after another');

    await go('/receipt');
    await page.getByLabel('Receipt code').focus();
    await page.keyboard.type(code.toLowerCase());
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
    assert.match(await textOf(page.locator('.notice-success')), /This vote is counted/);
    assert.match(await textOf(page.locator('.facts')), /Coffee/);

    const organiser = await site.organiserVisitor(
      t,
      `organiser-${javaScriptEnabled}`,
      { javaScriptEnabled },
      'administrator',
    );
    await organiser.go(`/questions/${slug}/proof`);
    await organiser.press('button', 'Sign a head now');
    assert.match(await textOf(organiser.page.locator('.flash')), /A head is asked for/);
    await sealNow(site.database.url, id);

    await go(`/questions/${slug}/results`);
    await press('link', 'What proves the tally');
    assert.equal(await heading(), 'What proves the tally');
    assert.match(await textOf(page.locator('.facts')), new RegExp(testKey.id));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the proof bundle' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `proof_${slug}.ndjson`);
    const directory = await makeScratchDirectory();
    t.after(() => rm(directory, { recursive: true, force: true }));
    const bundle = join(directory, 'bundle');
    await download.saveAs(bundle);
    assert.match(await readFile(bundle, 'utf8'), /^{"format":"tallyscope proof bundle 1"/);
    const { problems, verified } = await verifyFiles({
      bundle,
      receipt: code,
      keys: new Map([[testKey.id, {}]]),
    });
    assert.deepEqual(problems, []);
    assert.match(verified.at(-1) ?? '', /^receipt: entry 0 of the log, "Coffee"/);
  });
}
