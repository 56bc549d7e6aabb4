import { after, describe, test } from 'node:test';

/** What is to be done when the last file of this process has ended; undefined where a file runs by itself. */
let last: (() => Promise<void>)[] | undefined;

/** Has a step run when all test files of this process have ended; a file that runs by itself asks for it at its top. */
export function atEnd(step: () => Promise<void>): void {
  if (last) last.push(step);
  else after(step);
}

/**
 * Runs test files one after the other in this process, which loads the service once for all of them. Each is a suite
 * with its own hooks, loaded when the one before it has ended.
 */
export function shareProcess(title: string, files: { name: string; url: string }[]): void {
  const steps: (() => Promise<void>)[] = [];
  last = steps;
  test(title, async () => {
    for (const { name, url } of files) {
      await describe(name, async () => {
        await import(url);
      });
    }
    for (const step of steps) await step();
  });
}
