import { writeSync } from 'node:fs';

/** Milliseconds until a pipe that was full is tried again. */
const RETRY_MS = 20;
/** Characters that wait for a full pipe at most, some ten thousand lines; what comes then is lost, and counted. */
const MOST = 4 * 1024 * 1024;
/** Milliseconds for which a process that exits waits for a reader that takes nothing. */
const PATIENCE_MS = 2000;

const isFull = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EAGAIN';

const bytesOf = (text: string | Buffer) => (typeof text === 'string' ? Buffer.from(text) : text);

/**
 * Where log lines are written. Those of one turn of the event loop go out at its end in one system call: pino's own
 * destination has another thread write them, which takes longer to wake than the lines take to write.
 *
 * A full pipe does not block: what it does not take is kept, up to 4 MB, and written later. What cannot be written for another
 * reason, such as a reader that is gone, is lost.
 */
export class LogOutput {
  readonly #fd: number;
  #lines = '';
  /** What a full pipe has not taken, in its order. */
  readonly #kept: (string | Buffer)[] = [];
  #turn: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Characters that a full pipe has not taken. */
  #waiting = 0;
  /** Lines that came while too many waited. */
  #lost = 0;

  constructor(fd: number) {
    this.#fd = fd;
    process.once('exit', () => this.flushSync());
  }

  /** Writes a line at once, after those that wait. */
  write(line: string): void {
    this.#add(line);
    this.#flush();
  }

  /** Writes a line at the end of this turn of the event loop, together with the others of it. */
  writeSoon(line: string): void {
    this.#add(line);
    this.#turn ??= setImmediate(() => this.#flush());
  }

  /** Writes all that waits before the process ends, also for a reader that is slow; not for one that has stopped reading. */
  flushSync(): void {
    const sleeper = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; waited < PATIENCE_MS; waited += RETRY_MS) {
      if (this.#flush() > 0) waited = 0;
      if (this.#kept.length === 0 && this.#lines === '') return;
      Atomics.wait(sleeper, 0, 0, RETRY_MS);
    }
  }

  #add(line: string): void {
    if (this.#waiting + this.#lines.length < MOST) this.#lines += line;
    else this.#lost += 1;
  }

  /** Writes what waits, and gives the number of bytes that were taken. */
  #flush(): number {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    if (this.#lines !== '') this.#kept.push(this.#lines);
    this.#waiting += this.#lines.length;
    this.#lines = '';
    let taken = 0;
    for (let next = this.#kept[0]; next !== undefined; next = this.#kept[0]) {
      const written = this.#write(next);
      if (written === 0) break;
      taken += written;
      if (written < Buffer.byteLength(next)) this.#kept[0] = bytesOf(next).subarray(written);
      else this.#kept.shift();
    }
    if (this.#kept.length === 0) this.#emptied();
    else this.#retry ??= setTimeout(() => this.#again(), RETRY_MS);
    return taken;
  }

  /** Nothing waits any more. A log with a gap says so. */
  #emptied(): void {
    this.#waiting = 0;
    if (this.#lost === 0) return;
    const problem = `standard output was full: ${this.#lost} lines`;
    this.#lost = 0;
    this.writeSoon(`${JSON.stringify({ level: 40, time: Date.now(), problem, msg: 'log lines lost' })}\n`);
  }

  #again(): void {
    this.#retry = undefined;
    this.#flush();
  }

  /** The number of bytes that are done with; none where a pipe is full. */
  #write(bytes: string | Buffer): number {
    try {
      // As a string while it can be: that is not copied into a buffer before.
      return typeof bytes === 'string' ? writeSync(this.#fd, bytes) : writeSync(this.#fd, bytes);
    } catch (error) {
      return isFull(error) ? 0 : Buffer.byteLength(bytes);
    }
  }
}
