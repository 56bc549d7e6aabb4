import { Temporal } from 'temporal-polyfill';

const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/;
const ZONES: readonly string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

/** IANA names of the time zones to choose from, UTC first. */
export const timeZones = () => ZONES;

/** Whether the name is a zone of the IANA database, aliases included; offsets such as `+02:00` know no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant of a local date and time (`YYYY-MM-DDTHH:mm`) in a zone. Where clocks go back a time comes twice:
 * `turn` says which is meant. Where they go forward it may never come: `skipped`. Text that is no time is `invalid`.
 */
export function instantOf(
  text: string,
  zone: string,
  turn: 'earlier' | 'later',
): Date | 'invalid' | 'skipped' {
  if (!LOCAL.test(text)) return 'invalid';
  try {
    const local = Temporal.PlainDateTime.from(text, { overflow: 'reject' });
    const zoned = local.toZonedDateTime(zone, { disambiguation: turn });
    // A time in a gap is moved out of it.
    if (!zoned.toPlainDateTime().equals(local)) return 'skipped';
    return new Date(zoned.epochMilliseconds);
  } catch {
    return 'invalid';
  }
}

/** The instant as clocks in the zone show it, to the minute, as `datetime-local` fields hold it. */
export function localTimeOf(instant: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}
