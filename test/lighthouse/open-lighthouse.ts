import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { holdPorts } from '../../tools/stack/ports.ts';
import type { Cleanup } from '../support/cleanup.ts';
import { findChromium } from '../support/find-chromium.ts';

export const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
export type Category = (typeof categories)[number];

/** Scores from 0 to 100, and what cost points. */
export interface Audit {
  scores: Record<Category, number>;
  complaints: string[];
}

/** Starts a browser that Lighthouse drives; gives the function that audits a page as a phone sees it. */
export async function openLighthouse(t: Cleanup): Promise<(url: string) => Promise<Audit>> {
  const [port = 0] = await holdPorts(1);
  const browser = await chromium.launch({
    executablePath: findChromium(),
    chromiumSandbox: false,
    args: [`--remote-debugging-port=${port}`, '--disable-gpu'],
  });
  t.after(() => browser.close());
  return async (url) => {
    const result = await lighthouse(url, {
      port,
      output: 'json',
      logLevel: 'silent',
      onlyCategories: [...categories],
    });
    if (!result) throw new Error(`Lighthouse gave no result for ${url}`);
    const { categories: found, audits } = result.lhr;
    const scores = Object.fromEntries(
      categories.map((name) => [name, Math.round((found[name]?.score ?? 0) * 100)]),
    ) as Record<Category, number>;
    const complaints = Object.values(audits)
      .filter(
        ({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== 'informative',
      )
      .map(({ id, title, displayValue }) => `${id}: ${title} ${displayValue ?? ''}`.trim());
    return { scores, complaints };
  };
}
