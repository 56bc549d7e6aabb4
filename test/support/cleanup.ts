/** Whatever can run a step when a test, a suite or a file of tests ends: a test's context, or node:test itself. */
export interface Cleanup {
  after(step: () => Promise<void>): void;
}
