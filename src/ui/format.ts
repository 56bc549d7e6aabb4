import type { Locale } from './page-context.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Whole number in the locale's digits and grouping. */
export function formatCount(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { useGrouping: 'always' }).format(value);
}

/** Share of `part` in `total` as a percentage with one decimal; 0 % of nothing is 0 %. */
export function formatShare(part: number, total: number, locale: Locale): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale, { style: 'percent', ...digits }).format(total > 0 ? part / total : 0);
}

/** Size in bytes with the largest decimal unit (1 kB = 1000 bytes) that keeps it at or above one. */
export function formatBytes(bytes: number, locale: Locale): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const style = {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  } as const;
  return new Intl.NumberFormat(locale, style).format(bytes / 1000 ** power);
}

/** English here puts the day before the month, in words: no reader can take one for the other. */
const DATES: Readonly<Record<Locale, string>> = { en: 'en-GB', es: 'es' };

/** Date and time in UTC, said so. */
export function formatDateTime(date: Date, locale: Locale): string {
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(DATES[locale], style).format(date)} UTC`;
}

/** Date, and time of day unless left out, on the clocks of a time zone given by its IANA name. */
export function formatMoment(
  date: Date,
  { timeZone, dateOnly }: { timeZone: string; dateOnly: boolean },
  locale: Locale,
): string {
  const timeStyle = dateOnly ? undefined : 'short';
  const style = { dateStyle: 'medium', timeStyle, timeZone } as const;
  return new Intl.DateTimeFormat(DATES[locale], style).format(date);
}

/** Date and time on the clocks of a time zone, given by its IANA name, with the zone's short name. */
export function formatInZone(date: Date, timeZone: string, locale: Locale): string {
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const time = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;
  return new Intl.DateTimeFormat(DATES[locale], { ...day, ...time, timeZone }).format(date);
}

/** Length of time in seconds, with one decimal below ten. */
export function formatSeconds(seconds: number, locale: Locale): string {
  const maximumFractionDigits = seconds < 10 ? 1 : 0;
  const style = { style: 'unit', unit: 'second', unitDisplay: 'long', maximumFractionDigits } as const;
  return new Intl.NumberFormat(locale, style).format(seconds);
}

/** Time to wait, in whole minutes from two on; rounded up. `seconds` is at least one. */
export function formatWait(seconds: number, locale: Locale): string {
  if (seconds < 120) return formatSeconds(Math.ceil(seconds), locale);
  const style = { style: 'unit', unit: 'minute', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(locale, style).format(Math.ceil(seconds / 60));
}

/** Text for places without markup (titles, attributes): control characters that reorder their surroundings are dropped. */
export function plainText(text: string): string {
  return text.replace(BIDI_CONTROLS, '');
}

/** A day, `YYYY-MM-DD`. */
export function formatDay(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(DATES[locale], { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(day),
  );
}
