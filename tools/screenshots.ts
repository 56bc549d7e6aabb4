// Takes the pictures in docs/images from a running `make demo`: `node tools/screenshots.ts`.
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { type Browser, chromium } from 'playwright-core';
import { loadConfig } from '#src/config/load-config.ts';
import { openDatabase } from '#src/database/open-database.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { openSession } from '#src/features/accounts/session-store.ts';
import { findChromium } from '../test/support/find-chromium.ts';
import { PROJECT } from './stack/config-dir.ts';

const LARGEST = 200_000;
const SERVICE = 'http://127.0.0.1:3000';

interface Picture {
  file: string;
  path: string;
  height: number;
  /** Text that is there once the page is complete. */
  shows: string;
}

const RESULTS: Picture = {
  file: 'results.png',
  path: '/questions/what-should-we-plant-in-the-courtyard/results',
  height: 860,
  shows: 'Live',
};
const OBSERVATORY: Picture = { file: 'observatory.png', path: '/observatory', height: 780, shows: 'Ledger' };

/** Takes a picture as a visitor sees the page, logged in where there is a session. */
async function take(browser: Browser, { file, path, height, shows }: Picture, session?: string) {
  const context = await browser.newContext({
    baseURL: SERVICE,
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 960, height },
    deviceScaleFactor: 1.5,
  });
  if (session) await context.addCookies([{ name: 'session', value: session, url: SERVICE }]);
  const page = await context.newPage();
  const status = (await page.goto(path))?.status();
  if (status !== 200) throw new Error(`${SERVICE}${path} answered ${status}`);
  await page.getByText(shows, { exact: true }).first().waitFor();
  const target = join(PROJECT, 'docs/images', file);
  await page.screenshot({ path: target });
  await context.close();
  const { size } = statSync(target);
  if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}`);
  process.stdout.write(`docs/images/${file}: ${Math.round(size / 1000)} kB\n`);
}

const { config, secrets } = loadConfig({ DATA_DIR: join(PROJECT, 'data/demo/service') });
const database = await openDatabase({ config, secrets, exclusive: false, log: pino({ level: 'warn' }) });
// The observatory is for administrators, and the demo's own account is none.
const name = 'curator';
await database.accounts.destroy({ where: { name } });
const visitor = await createAccount(database, {
  name,
  password: randomBytes(16).toString('hex'),
  role: 'administrator',
});
const browser = await chromium.launch({
  executablePath: findChromium(),
  // Chromium refuses to run its sandbox as root.
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  await take(browser, RESULTS);
  await take(browser, OBSERVATORY, await openSession(database, visitor));
} catch (error) {
  process.stderr.write(`screenshots: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await visitor.destroy();
  await database.close();
}
