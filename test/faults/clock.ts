import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where Debian and Fedora install it. */
const LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
];

/** The time that processes are told (libfaketime), which can be made to jump. What measures durations goes on as it is. */
export class Clock {
  readonly env: NodeJS.ProcessEnv;
  readonly #file: string;

  private constructor(library: string, file: string) {
    this.#file = file;
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      // Whole seconds that have to lie between two looks at the file, which takes up to one more.
      FAKETIME_CACHE_DURATION: '0',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DISABLE_SHM: '1',
    };
    this.#write(0);
  }

  /** In one piece: to a process that finds the file empty, the time that it read before would go on for another second. */
  #write(seconds: number): void {
    const whole = `${this.#file}.new`;
    writeFileSync(whole, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 });
    renameSync(whole, this.#file);
  }

  /** Undefined where the library is not installed. */
  static find(directory: string): Clock | undefined {
    const library = LIBRARIES.find(existsSync);
    return library === undefined ? undefined : new Clock(library, join(directory, 'clock'));
  }

  /** Makes the clock that many seconds wrong from now on; resolves when every process knows. */
  async set(seconds: number): Promise<void> {
    this.#write(seconds);
    await sleep(1100);
  }
}
