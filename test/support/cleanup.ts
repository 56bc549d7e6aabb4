/** Whatever can run a step when a test, a suite or a file of tests ends: a test's context, a `suiteCleanup`, or node:test itself. */
export interface Cleanup {
  after(step: () => unknown): void;
}

/** Undoes in the opposite order: hooks of a test run in the order they were given. */
export function undoInReverse(t: Cleanup): Cleanup {
  const steps: (() => unknown)[] = [];
  t.after(async () => {
    for (const step of steps.reverse()) await step();
  });
  return { after: (step) => void steps.push(step) };
}
