import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadConfig } from '#src/config/load-config.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { openExports } from '#src/features/exports/open-exports.ts';
import { startS3 } from '#src/features/exports/testing/start-s3.ts';
import { publishQuestion } from '#src/features/exports/testing/test-bed.ts';
import type { Cleanup } from '../support/cleanup.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { modes, openSite, textOf } from './site.ts';

const cleanup = suiteCleanup();
const { env } = await startS3(cleanup);
const site = await openSite(cleanup, env);
await publishQuestion(site.database, 'lunch', ['Noodles', '=1+1'], 3);
await publishQuestion(site.database, 'dinner', ['Soup'], 1);
await site.database.sequelize.query(
  'INSERT INTO turnouts SELECT question_id, count(*) FROM ballots GROUP BY question_id',
);

/** Exports are run by a worker from now until the test ends or it is stopped. */
async function startWorker(t: Cleanup, changed: NodeJS.ProcessEnv = {}) {
  const worker = openExports(loadConfig({ ...env, ...changed }), site.database, { error() {} });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= worker.stop();
    return stopped;
  };
  t.after(stop);
  await worker.start();
  return stop;
}

/** The questions belong to nobody, so it takes an administrator to export them. */
const administratorVisitor = (t: Cleanup, name: string, options = {}) =>
  site.organiserVisitor(t, name, options, 'administrator');

for (const { mode, javaScriptEnabled } of modes) {
  test(`an export is started, watched and downloaded, ${mode}`, async (t) => {
    const organiser = await administratorVisitor(t, javaScriptEnabled ? 'grace' : 'hedy', {
      javaScriptEnabled,
    });
    const { page, press } = organiser;
    await press('link', 'Exports');
    await press('link', 'New export');
    await page.getByLabel('Path in the bucket').fill('2026/autumn');
    await page.getByRole('checkbox', { name: 'All questions' }).uncheck();
    await page.getByLabel('lunch').check();
    await press('button', 'Start export');
    assert.equal(await textOf(page.locator('.flash')), 'The export has started.');
    assert.match(await textOf(page.locator('main')), /Waiting for a worker/);

    await startWorker(t);
    const done = page.getByText('All files are in the bucket.');
    if (!javaScriptEnabled) while ((await done.count()) === 0) await press('link', 'See how far it is now');
    await done.waitFor();
    assert.match(await textOf(page.getByRole('table')), /s3:\/\/exports\/2026\/autumn\/question_lunch\.csv/);
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download 2026/autumn/question_lunch.csv' }).click();
    const download = await downloading;
    assert.equal(download.suggestedFilename(), 'question_lunch.csv');
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split(/\r?\n/);
    assert.deepEqual(lines.sort(), [
      "'=1+1,2026-11-21T10:04:23.124456Z",
      'Noodles,2026-11-21T10:04:23.123456Z',
      'Noodles,2026-11-21T10:04:23.125456Z',
    ]);
  });
}

test('the page follows the progress of an export', async (t) => {
  const { page, go, press } = await administratorVisitor(t, 'mary');
  await go('/organise/exports/new');
  const followed = page.waitForResponse(/\/live/);
  await press('button', 'Start export');
  await followed;
  // The page is fetched anew before the first file runs, and follows only after it.
  const { promise: recorded, resolve: follow } = Promise.withResolvers<void>();
  await page.route(/\/live/, (route) => recorded.then(() => route.continue()));
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const writer = new ExportWriter(site.database.sequelize);
  await writer.start(id, undefined);
  await page.getByText('Writing files.').waitFor();
  const lunch = page.getByRole('row').filter({ hasText: 'question_lunch.csv' });
  const position = Number(await lunch.locator('[data-object-rows]').getAttribute('data-object-rows'));
  const running = { position, state: 'running', expectedRows: 3, rows: 0, bytes: 0 } as const;
  await writer.record(id, [running]);
  follow();
  await lunch.getByText('Running', { exact: true }).waitFor();
  await writer.record(id, [{ ...running, rows: 1, bytes: 1234 }]);
  await lunch.getByText('1.2 kB').waitFor();
  const value = Number(await lunch.getByRole('progressbar').getAttribute('value'));
  assert.ok(Math.abs(value - 1 / 3) < 0.01, String(value));
  await startWorker(t);
  await page.getByText('All files are in the bucket.').waitFor();
  assert.match(await textOf(page.locator('.progress-line')), /2 of 2 questions/);
});

test('the page of an export that ended while the service restarts is renewed once it is back', async (t) => {
  const organiser = await administratorVisitor(t, 'rosa');
  await organiser.go('/organise/exports/new');
  await organiser.press('button', 'Start export');
  // The 502 is meant: nobody watches this page for complaints.
  const page = await organiser.page.context().newPage();
  await page.goto(organiser.page.url());
  await page.getByText('Waiting for a worker').waitFor();
  await page.route(organiser.page.url(), (route) => route.fulfill({ status: 502 }), { times: 1 });
  const refused = page.waitForResponse((response) => response.status() === 502);
  await startWorker(t);
  await refused;
  assert.equal(await page.locator('.progress-line').count(), 1, 'the progress is still there');
  await page.getByText('All files are in the bucket.').waitFor();
});

test('many questions go into one file, which is downloaded whole or by question', async (t) => {
  const { page, go, press } = await administratorVisitor(t, 'lise');
  await go('/organise/exports/new');
  await page.getByRole('radio', { name: 'Together in few files' }).check();
  await press('button', 'Start export');
  await page.getByText('Waiting for a worker').waitFor();
  await startWorker(t);
  await page.getByText('All files are in the bucket.').waitFor();
  const download = async (name: RegExp) => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    return readFile(await (await downloading).path(), 'utf8');
  };
  const whole = await download(/^Download votes_.*\.csv$/);
  const lines = whole.trimEnd().split('\n');
  const lunch = lines.filter((line) => line.startsWith('lunch,'));
  assert.ok(lunch.length > 0);
  const alone = await download(/^Download lunch$/);
  assert.deepEqual(
    alone.trimEnd().split('\n'),
    lunch.map((line) => line.slice('lunch,'.length)),
  );
});

test('an export that failed says why, and can be tried again', async (t) => {
  const { page, go, press } = await administratorVisitor(t, 'edith');
  await go('/organise/exports/new');
  await press('button', 'Start export');
  const stop = await startWorker(t, { AWS_SECRET_ACCESS_KEY: 'not-the-secret' });
  await page.getByText('The export failed').waitFor();
  await stop();
  assert.match(
    await textOf(page.getByRole('alert').locator('p').last()),
    /refuses the secret key\. Check AWS_SECRET_ACCESS_KEY\./,
  );
  await press('button', 'Try again');
  await startWorker(t);
  await page.getByText('All files are in the bucket.').waitFor();
});
