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
    // A frame has those of its page out of a cache, which are told as less than nothing.
    const fresh = new Set(styles.filter(({ bytes }) => bytes > 0).map(({ url }) => url));
    assert.ok(styles.length > 0 && styles.every(({ url }) => fresh.has(url)), JSON.stringify(loaded));
    const total = loaded.reduce((sum, { bytes }) => sum + Math.max(0, bytes), 0);
    assert.ok(total <= LARGEST, `${total} bytes: ${JSON.stringify(loaded)}`);
  };
}

/** Fails where the page is wider than its window. */
async function assertFits(page: Page): Promise<void> {
  const widest = await page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return '';
    // What is only cut off does not widen the page: without the one that does, it fits.
    const over = [...document.body.querySelectorAll('*')].reverse().find(({ style }) => {
      style.display = 'none';
      const fits = document.documentElement.scrollWidth <= clientWidth;
      style.display = '';
      return fits;
    });
    return scrollWidth + ' > ' + clientWidth + ': ' + (over?.outerHTML.slice(0, 200) ?? '');
  })()`);
  assert.equal(widest, '', 'the page scrolls sideways');
}

/**
 * Whether all that rules about anything but colour go by is as it was when this was asked before: the elements of the page,
 * where each is, and whether and how it is there.
 */
const asBefore = `(() => {
  const now = [...document.querySelectorAll('*')].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const { display, visibility, opacity, position, overflow, pointerEvents, clip, clipPath } = getComputedStyle(element);
    const { clientWidth, clientHeight, scrollWidth, scrollHeight } = element;
    return [x, y, width, height, clientWidth, clientHeight, scrollWidth, scrollHeight,
      display, visibility, opacity, position, overflow, pointerEvents, clip, clipPath].join(' ');
  }).join('\\n') + document.documentElement.outerHTML;
  const before = globalThis.formBefore;
  globalThis.formBefore = now;
  return now === before;
})()`;

/** The rules that look at colours, of those that are asked. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** Fails where a page on a phone, last looked at there, is wider than its window once its letters are twice as large. */
async function assertFitsEnlarged(page: Page): Promise<void> {
  await page.evaluate("document.documentElement.style.fontSize = '200%'");
  await assertFits(page);
  const tooNarrow = await page.evaluate(`[...document.querySelectorAll('th, td')]
    .filter(({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
    .map(({ textContent }) => textContent.trim())`);
  assert.deepEqual(tooNarrow, [], 'words stick out of their column');
  const tooWide = await page.evaluate(`[...document.querySelectorAll('table')]
    .filter((table) => table.getBoundingClientRect().right > table.parentElement.getBoundingClientRect().right + 1)
    .map(({ caption }) => caption?.textContent)`);
  assert.deepEqual(tooWide, [], 'tables stick out of their place');
  await page.evaluate("document.documentElement.style.fontSize = ''");
}

/**
 * Fails on what axe-core finds against WCAG 2.2 AA and good practice. Of contrast it says nothing where a pseudo-element
 * lies in the background, as an ornament of every ballot does: with them unseen, but in their place, it has to say it of
 * all text but emojis.
 */
async function assertAccessible(page: Page, rules: 'all' | 'colours'): Promise<void> {
  const options = {
    resultTypes: ['violations', 'incomplete'],
    ...(rules === 'all' ? { rules: { 'target-size': { enabled: true } } } : { runOnly: colourRules }),
  };
  const { violations, incomplete } = (await page.evaluate(`(async () => {
    const plain = new CSSStyleSheet();
    plain.replaceSync('*::before, *::after { visibility: hidden !important; }');
    document.adoptedStyleSheets.push(plain);
    const { violations, incomplete } = await axe.run(${JSON.stringify(options)});
    document.adoptedStyleSheets.pop();
    return {
      violations,
      incomplete: incomplete.filter(({ id }) => id === 'color-contrast').flatMap(({ nodes }) =>
        nodes.flatMap(({ html, any }) =>
          any.map(({ data }) => data?.messageKey).filter((why) => why !== 'nonBmp').map((why) => why + ': ' + html))),
    };
  })()`)) as Pick<AxeResults, 'violations'> & { incomplete: string[] };
  assert.deepEqual(incomplete, [], 'contrast was not told');
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
  assert.deepEqual(found, []);
}

/** Fails where an iPhone would enlarge the page for a field. */
async function assertFieldsLegible(page: Page): Promise<void> {
  const small =
    await page.evaluate(`[...document.querySelectorAll('input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea')]
    .filter((field) => Number.parseFloat(getComputedStyle(field).fontSize) < 16)
    .map(({ outerHTML }) => outerHTML.slice(0, 200))`);
  assert.deepEqual(small, [], 'fields have letters of less than 16 pixels');
}

const widths = [1280, 360];

/**
 * Checks the page as it stands on a desktop and a phone, in light and dark; with SCREENSHOTS=1 it keeps a picture of each.
 * Where the dark one has other colours and is alike in all else, only the rules about colours can find more in it.
 */
export async function checkLooks(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await assertFits(page);
      const alike = await page.evaluate(asBefore);
      await assertAccessible(page, colorScheme === 'dark' && alike ? 'colours' : 'all');
      const path = join(screenshots, `${name}-${width}-${colorScheme}.png`);
      if (keepsPictures) await page.screenshot({ path, fullPage: true });
    }
  }
  await assertFieldsLegible(page);
  await assertFitsEnlarged(page);
}
