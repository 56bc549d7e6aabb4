import { statSync } from 'node:fs';
import { basename } from 'node:path';

/** Least time between two looks of the line, in milliseconds. */
const EVERY = 200;
/** Back to the beginning of the line, and what stands there erased (ECMA-48). */
const CLEAR = '\r\u001b[K';

/** Where a line of progress is written: a terminal, or anything else, which gets none. */
export type Terminal = Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean };

/** How far files have been read, as one line of a terminal that renews itself. `end` takes it away. */
export function progressLine(out: Terminal): { heard(path: string, bytes: number): void; end(): void } {
  if (!out.isTTY) return { heard: () => undefined, end: () => undefined };
  const sizes = new Map<string, number>();
  let shown = -EVERY;
  const heard = (path: string, bytes: number) => {
    const now = performance.now();
    if (now - shown < EVERY) return;
    shown = now;
    const size = sizes.get(path) ?? statSync(path).size;
    sizes.set(path, size);
    const percent = size > 0 ? Math.floor((100 * Math.min(bytes, size)) / size) : 100;
    out.write(`${CLEAR}${basename(path)}: ${percent} %`);
  };
  return { heard, end: () => void out.write(CLEAR) };
}
