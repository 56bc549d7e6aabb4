/** A vote's time to its acknowledgement, in seconds, and when that came, by `Date.now()`. */
export interface Latency {
  at: number;
  seconds: number;
}

/** A stretch of time, by `Date.now()`. */
export interface Stretch {
  from: number;
  to: number;
}

/** How the 99th percentile in some windows compares with that of others. */
export interface Slowdown {
  /** Median over the windows, in milliseconds. */
  usual: number;
  meanwhile: number;
  /** Share by which it is slower, the standard error of that, and by how much it may be. */
  share: number;
  error: number;
  allowed: number;
}

const WINDOW_MS = 5000;
/** Fewer than this say nothing of how much windows differ by themselves. */
const LEAST_WINDOWS = 6;
/** Votes without which a window has no 99th percentile. */
const LEAST_VOTES = 100;
/** What is promised, as a share of the usual. */
const PROMISED = 0.05;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The 99th percentile of each whole window in the stretches, in milliseconds. */
function percentiles(latencies: readonly Latency[], stretches: readonly Stretch[]): number[] {
  const starts = stretches.flatMap(({ from, to }) =>
    Array.from({ length: Math.floor((to - from) / WINDOW_MS) }, (_, index) => from + index * WINDOW_MS),
  );
  return starts.flatMap((start) => {
    const times = latencies
      .filter(({ at }) => at >= start && at < start + WINDOW_MS)
      .map(({ seconds }) => 1000 * seconds)
      .sort((a, b) => a - b);
    return times.length < LEAST_VOTES ? [] : (times[Math.floor(times.length * 0.99)] as number);
  });
}

/**
 * Compares windows of `meanwhile` with the `usual` ones around them, so that a machine that gets busier does not count;
 * undefined where there are too few. Slower by 5 % is allowed, or by what chance alone makes of it where that is more:
 * the 99th percentile of five seconds hangs on a handful of votes, and on a machine with two processors it differs from
 * window to window by more than that. How much is measured on the usual windows of the same run: three standard errors
 * of a difference of two medians (1.2533 σ/√n each), with σ from the median absolute deviation (1.4826 of it).
 */
export function slowdown(
  latencies: readonly Latency[],
  { usual, meanwhile }: { usual: readonly Stretch[]; meanwhile: Stretch },
): Slowdown | undefined {
  const before = percentiles(latencies, usual);
  const during = percentiles(latencies, [meanwhile]);
  if (Math.min(before.length, during.length) < LEAST_WINDOWS) return undefined;
  const centre = median(before);
  const deviation = 1.4826 * median(before.map((value) => Math.abs(value - centre)));
  const error = (1.2533 * deviation * Math.sqrt(1 / before.length + 1 / during.length)) / centre;
  return {
    usual: centre,
    meanwhile: median(during),
    share: median(during) / centre - 1,
    error,
    allowed: Math.max(PROMISED, 3 * error),
  };
}
