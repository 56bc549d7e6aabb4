import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page, Request } from 'playwright-core';

const LARGEST = 60_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screenshots = join(import.meta.dirname, '../../test-results/screenshots');
const keepsPictures = Boolean(process.env.SCREENSHOTS);
if (keepsPictures) mkdirSync(screenshots, { recursive: true });

/**
 * Counts what the page loads from now on, until the returned function fails where it is more than 60 kB, or where
 * styles came out of a cache.
 */
export function weigh(page: Page): () => Promise<void> {
  const sizes: Promise<{ url: string; bytes: number }>[] = [];
  const count = (request: Request) => {
    const size = request.sizes().then(({ responseBodySize }) => responseBodySize);
    sizes.push(size.then((bytes) => ({ url: request.url(), bytes })));
  };
  page.on('requestfinished', count);
  return async () => {
    page.off('requestfinished', count);
    const loaded = await Promise.all(sizes);
    const styles = loaded.filter(({ url }) => new URL(url).pathname.endsWith('.css'));
    assert.ok(styles.length > 0 && styles.every(({ bytes }) => bytes > 0), JSON.stringify(loaded));
    const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(total <= LARGEST, `${total} bytes: ${JSON.stringify(loaded)}`);
  };
}

/** Fails where the page is wider than its window. */
async function assertFits(page: Page): Promise<void> {
  const widest = await page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return '';
    const over = [...document.body.querySelectorAll('*')].find((e) => e.getBoundingClientRect().right > clientWidth);
    return scrollWidth + ' > ' + clientWidth + ': ' + (over?.outerHTML.slice(0, 200) ?? '');
  })()`);
  assert.equal(widest, '', 'the page scrolls sideways');
}

/**
 * Fails on what axe-core finds against WCAG 2.2 AA and good practice. Of contrast it says nothing where a pseudo-element
 * lies in the background, as an ornament of every ballot does: without them it has to say it of all text.
 */
async function assertAccessible(page: Page): Promise<void> {
  const { violations, incomplete } = (await page.evaluate(`(async () => {
    const plain = new CSSStyleSheet();
    plain.replaceSync('*::before, *::after { display: none !important; }');
    const found = await axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } });
    document.adoptedStyleSheets = [plain];
    const contrast = await axe.run({ runOnly: ['color-contrast'] });
    document.adoptedStyleSheets = [];
    return {
      violations: [...found.violations, ...contrast.violations],
      incomplete: contrast.incomplete.flatMap(({ nodes }) => nodes.flatMap(({ html, any }) =>
        any.filter(({ data }) => data?.messageKey === 'pseudoElement').map(() => html))),
    };
  })()`)) as Pick<AxeResults, 'violations'> & { incomplete: string[] };
  assert.deepEqual(incomplete, [], 'contrast was not told');
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
  assert.deepEqual(found, []);
}

const looks = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const;

/** Checks the page as it stands on a desktop and a phone, in light and dark; with SCREENSHOTS=1 it keeps a picture of each. */
export async function checkLooks(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await assertFits(page);
    await assertAccessible(page);
    const path = join(screenshots, `${name}-${width}-${colorScheme}.png`);
    if (keepsPictures) await page.screenshot({ path, fullPage: true });
  }
}
