import type { Locale } from '#src/ui/page-context.ts';

/** Length of time in nanoseconds as milliseconds or seconds, with three significant digits. */
export function formatNanoseconds(nanoseconds: number, locale: Locale): string {
  const milliseconds = nanoseconds / 1e6;
  const [value, unit] = milliseconds < 1000 ? [milliseconds, 'millisecond'] : [milliseconds / 1000, 'second'];
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(locale, style).format(value);
}

/** A share between 0 and 1 as a percentage, as exact as objectives are; a dash where it is unknown. */
export function formatPercent(share: number, locale: Locale): string {
  if (Number.isNaN(share)) return '–';
  const style = { style: 'percent', maximumFractionDigits: 3 } as const;
  return new Intl.NumberFormat(locale, style).format(share);
}

/** How many times something is; a dash where it is unknown. */
export function formatTimes(factor: number, locale: Locale): string {
  if (Number.isNaN(factor)) return '–';
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(factor)}×`;
}

/** A difference with its sign. */
export function formatDifference(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 2 }).format(value);
}
