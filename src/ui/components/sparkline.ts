import { type Html, html } from '../html.ts';

/** A row of bars, the highest as high as the image; nothing but a base line where all are zero. `label` says it in words. */
export function sparkline(values: readonly number[], label: string): Html {
  const most = Math.max(1, ...values);
  const bars = values.map((value, index) => {
    // The smallest vote is seen beside the largest.
    const height = value === 0 ? 0 : Math.max(1.5, (20 * value) / most);
    return value === 0
      ? html``
      : html`<rect x="${index * 4}" y="${(20 - height).toFixed(2)}" width="3" height="${height.toFixed(2)}"></rect>`;
  });
  const width = values.length * 4 - 1;
  return html`<svg class="sparkline" viewBox="0 0 ${width} 21" preserveAspectRatio="none" role="img" aria-label="${label}">!${bars}<rect class="sparkline-base" y="20" width="${width}" height="1"></rect></svg>`;
}
