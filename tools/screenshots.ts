// Takes the pictures in docs/images from a running `make demo`: `node tools/screenshots.ts [address]`.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { findChromium } from '../test/browser/chromium.ts';

const LARGEST = 200_000;
const QUESTION = '/questions/what-should-we-plant-in-the-courtyard';

const pictures: { file: string; path: string; options: BrowserContextOptions }[] = [
  {
    file: 'results.png',
    path: `${QUESTION}/results`,
    options: { viewport: { width: 960, height: 860 }, deviceScaleFactor: 1.5, colorScheme: 'light' },
  },
  {
    file: 'question-phone.png',
    path: QUESTION,
    options: { viewport: { width: 360, height: 760 }, deviceScaleFactor: 1.5, colorScheme: 'dark' },
  },
];

const baseURL = process.argv[2] ?? 'http://127.0.0.1:3000';
const browser = await chromium.launch({
  executablePath: findChromium(),
  // Chromium refuses to run its sandbox as root.
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  for (const { file, path, options } of pictures) {
    const context = await browser.newContext({ baseURL, locale: 'en-GB', timezoneId: 'UTC', ...options });
    const page = await context.newPage();
    const status = (await page.goto(path))?.status();
    if (status !== 200) throw new Error(`${baseURL}${path} answered ${status}`);
    const target = join(import.meta.dirname, '../docs/images', file);
    await page.screenshot({ path: target });
    const { size } = statSync(target);
    if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}`);
    process.stdout.write(`docs/images/${file}: ${Math.round(size / 1000)} kB\n`);
    await context.close();
  }
} catch (error) {
  process.stderr.write(`screenshots: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
