import type { PartResult, Series } from '../part.ts';
import { median } from '../statistics.ts';
import { numberText } from './number-text.ts';

const WIDTH = 860;
const LEFT = 300;
const BAR = { height: 18, step: 28 };
const HEAD = 34;
const RIGHT = 190;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function bar({ name, values }: Series, greatest: number, top: number): string {
  const x = (value: number) => LEFT + (value / greatest) * (WIDTH - LEFT - RIGHT);
  const middle = top + BAR.height / 2;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `
  <text x="${LEFT - 8}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>
  <rect x="${LEFT}" y="${top}" width="${(x(median(values)) - LEFT).toFixed(1)}" height="${BAR.height}" fill="#4878a8"/>
  <path d="M${x(low).toFixed(1)} ${middle}H${x(high).toFixed(1)}" stroke="#c44e20" stroke-width="2"/>
  <text x="${(x(high) + 8).toFixed(1)}" y="${middle + 4}">${numberText(median(values))} (${numberText(low)}–${numberText(high)})</text>`;
}

/** Medians as bars with their ranges as lines, an axis from zero for each unit. */
export function barChart({ title, series }: PartResult & { title: string }): string {
  const units = [...new Set(series.map(({ unit }) => unit))];
  let top = 40;
  const groups = units.map((unit) => {
    const of = series.filter((each) => each.unit === unit);
    const greatest = Math.max(...of.flatMap(({ values }) => values)) || 1;
    const head = `\n  <text x="${LEFT}" y="${top + 18}" font-weight="bold">${escaped(unit)}</text>`;
    const bars = of.map((each, index) => bar(each, greatest, top + HEAD - 8 + index * BAR.step));
    top += HEAD + of.length * BAR.step;
    return head + bars.join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + 10}" font-family="sans-serif" font-size="13">
  <title>${escaped(title)}</title>
  <rect width="100%" height="100%" fill="#fff"/>
  <text x="16" y="26" font-size="16" font-weight="bold">${escaped(title)}</text>${groups.join('')}
</svg>
`;
}
