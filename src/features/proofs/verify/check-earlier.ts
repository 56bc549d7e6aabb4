import type { LogHead } from '#src/features/proofs/log-head.ts';
import { counted } from '#src/ui/counted.ts';

/** Whether the log still begins with what an earlier head was signed over; says so, or what became of it. */
export function checkEarlier(
  earlier: LogHead,
  { head, rootAtMark }: { head: LogHead; rootAtMark: Buffer | undefined },
): { problem: string; verified?: undefined } | { verified: string; problem?: undefined } {
  const signed = `${counted(earlier.size, 'ballot was', 'ballots were')} signed ${earlier.time.toISOString()}`;
  // Which holds the question's id as well.
  if (earlier.definition !== head.definition)
    return { problem: 'earlier: it is of another question, or the question has been changed since' };
  if (earlier.size > head.size)
    return { problem: `earlier: ${signed}, of which ${head.size} are left at most` };
  if (!rootAtMark?.equals(earlier.root))
    return { problem: `earlier: ${signed}, which are not the first of these` };
  if (earlier.final && head.size > earlier.size)
    return {
      problem: `earlier: ${signed} as final, ${counted(head.size - earlier.size, 'was', 'were')} added since`,
    };
  return { verified: `earlier: ${signed}, which are the first of these` };
}
