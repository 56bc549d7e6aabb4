import type { Locale } from './page-context.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** English here puts the day before the month, in words: no reader can take one for the other. */
const DATES: Readonly<Record<Locale, string>> = { en: 'en-GB', es: 'es' };

/** Formatters of one style that are kept, time zones being many. */
const MOST = 100;

/** Makes each formatter of a style once: to make one takes as long as to use it a hundred times. */
function kept<T>(make: (locale: Locale, detail: string) => T): (locale: Locale, detail?: string) => T {
  const made = new Map<string, T>();
  return (locale, detail = '') => {
    const key = `${locale} ${detail}`;
    let found = made.get(key);
    if (found === undefined) {
      if (made.size >= MOST) made.clear();
      found = make(locale, detail);
      made.set(key, found);
    }
    return found;
  };
}

const numbers = (style: Intl.NumberFormatOptions) => kept((locale) => new Intl.NumberFormat(locale, style));
const dates = (style: Intl.DateTimeFormatOptions) =>
  kept((locale, timeZone) => new Intl.DateTimeFormat(DATES[locale], { ...style, timeZone }));
const units = (style: Intl.NumberFormatOptions) =>
  kept((locale, unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, ...style }));

const counts = numbers({ useGrouping: 'always' });
const shares = numbers({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const lists = kept((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }));
const whole = units({ unitDisplay: 'long', maximumFractionDigits: 0 });
const tenths = units({ unitDisplay: 'long', maximumFractionDigits: 1 });
const shortTenths = units({ unitDisplay: 'short', maximumFractionDigits: 1 });
const days = dates({ dateStyle: 'medium' });
const moments = dates({ dateStyle: 'medium', timeStyle: 'short' });
const zonedMoments = dates({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** Whole number in the locale's digits and grouping. */
export function formatCount(value: number, locale: Locale): string {
  return counts(locale).format(value);
}

/** Share of `part` in `total` as a percentage with one decimal; 0 % of nothing is 0 %. */
export function formatShare(part: number, total: number, locale: Locale): string {
  return shares(locale).format(total > 0 ? part / total : 0);
}

/** The share as {@link formatShare} rounds it, in tenths of a percent. */
export const tenthsShown = (part: number, total: number): number =>
  Math.round(10 * Number.parseFloat(formatShare(part, total, 'en')));

/** Texts one after the other as a sentence names them, in parts: each text is an `element`, what joins them `literal`. */
export const listParts = (texts: readonly string[], locale: Locale) => lists(locale).formatToParts(texts);

/** Size in bytes with the largest decimal unit (1 kB = 1000 bytes) that keeps it at or above one. */
export function formatBytes(bytes: number, locale: Locale): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const format = power === 0 ? tenths : shortTenths;
  return format(locale, UNITS[power] ?? 'byte').format(bytes / 1000 ** power);
}

/** Date and time in UTC, said so. */
export function formatDateTime(date: Date, locale: Locale): string {
  return `${moments(locale, 'UTC').format(date)} UTC`;
}

/** Date, and time of day unless left out, on the clocks of a time zone given by its IANA name. */
export function formatMoment(
  date: Date,
  { timeZone, dateOnly }: { timeZone: string; dateOnly: boolean },
  locale: Locale,
): string {
  return (dateOnly ? days : moments)(locale, timeZone).format(date);
}

/** Date and time on the clocks of a time zone, given by its IANA name, with the zone's short name. */
export function formatInZone(date: Date, timeZone: string, locale: Locale): string {
  return zonedMoments(locale, timeZone).format(date);
}

/** Length of time in seconds, with one decimal below ten. */
export function formatSeconds(seconds: number, locale: Locale): string {
  return (seconds < 10 ? tenths : whole)(locale, 'second').format(seconds);
}

/** Time to wait, in whole minutes from two on; rounded up. `seconds` is at least one. */
export function formatWait(seconds: number, locale: Locale): string {
  if (seconds < 120) return formatSeconds(Math.ceil(seconds), locale);
  return whole(locale, 'minute').format(Math.ceil(seconds / 60));
}

/** Text for places without markup (titles, attributes): control characters that reorder their surroundings are dropped. */
export function plainText(text: string): string {
  return text.replace(BIDI_CONTROLS, '');
}

/** A day, `YYYY-MM-DD`. */
export function formatDay(day: string, locale: Locale): string {
  return days(locale, 'UTC').format(new Date(day));
}
