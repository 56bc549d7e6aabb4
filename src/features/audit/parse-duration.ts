const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration such as `90s`, `30m`, `4h` or `7d`. @throws with one line for anything else. */
export function parseDuration(text: string): number {
  const [, amount, unit = ''] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  const factor = SECONDS[unit];
  if (factor === undefined) throw new Error(`"${text}" is not a duration such as 90s, 30m, 4h or 7d.`);
  return Number(amount) * factor;
}
