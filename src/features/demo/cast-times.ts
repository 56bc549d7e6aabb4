const HOUR = 3_600_000;
/** Hours (UTC) in which people vote. */
const AWAKE = { from: 7, until: 22 };

/** Votes within one such interval may share a transaction, in milliseconds. */
export const SLOT = HOUR / 2;

/**
 * Times of `count` votes between two times, all in milliseconds: ascending, by day, more of them early on. Each lies in a
 * slot that is whole between the two. Gives none where no slot is.
 */
export function castTimes(count: number, from: number, until: number): number[] {
  const slots: number[] = [];
  for (let slot = Math.ceil(from / SLOT) * SLOT; slot + SLOT <= until; slot += SLOT) {
    const hour = new Date(slot).getUTCHours();
    if (hour >= AWAKE.from && hour < AWAKE.until) slots.push(slot);
  }
  if (slots.length === 0) return [];
  return Array.from({ length: count }, (_, index) => {
    const place = ((index + 0.5) / count) ** 1.5 * slots.length;
    return Math.floor((slots[Math.floor(place)] ?? 0) + (place % 1) * SLOT);
  });
}
