import { after, type TestContext } from 'node:test';

/** Something that runs work when the test or suite ends. */
export type Cleanup = Pick<TestContext, 'after'>;

/** What `t.after` is to a test, for a whole suite; to be called in the suite's body. Work runs newest first. */
export function suiteCleanup(): Cleanup {
  const work: (() => unknown)[] = [];
  after(async () => {
    for (const step of work.reverse()) await step();
  });
  return { after: (step) => void work.push(step as () => unknown) };
}
