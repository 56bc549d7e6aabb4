import { type Html, html } from '../html.ts';

/** A bar filled to `part` of `total`. Decorative: the same figures stand beside it in words. */
export function bar(part: number, total: number): Html {
  const width = total > 0 ? Math.min(100, (100 * part) / total).toFixed(2) : '0';
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-track" width="100" height="10"></rect><rect class="bar-fill" width="${width}" height="10"></rect></svg>`;
}
