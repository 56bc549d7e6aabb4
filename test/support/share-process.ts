import { describe, test } from 'node:test';

/**
 * Runs test files one after the other in this process, which loads the service once for all of them. Each is a suite
 * with its own hooks, loaded when the one before it has ended.
 */
export function shareProcess(title: string, files: { name: string; url: string }[]): void {
  test(title, async () => {
    for (const { name, url } of files) {
      await describe(name, async () => {
        await import(url);
      });
    }
  });
}
