import type { HrTime } from '@opentelemetry/api';

/**
 * Milliseconds since the epoch, and milliseconds after that, as the API has times. One number for both would have no room
 * for nanoseconds.
 */
export function hrTime(epochMs: number, after = 0): HrTime {
  const nanoseconds = (epochMs % 1000) * 1e6 + Math.round(after * 1e6);
  return [Math.floor(epochMs / 1000) + Math.floor(nanoseconds / 1e9), nanoseconds % 1e9];
}
