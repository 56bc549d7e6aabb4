/**
 * Keys of advisory locks, which are shared by all programs on the database: each is a key, or the first number of a pair. They
 * never change, since processes of two releases may run beside each other; migrations have theirs written out.
 */
export const LOCKS = {
  /** Of the embedded server's cluster: who serves it. */
  service: 4_190_562,
  migration: 7_283_401,
  /** With a hash of an export's id: who runs it. */
  exportRun: 7_283_402,
  /** With a hash of an object's key: who writes it. */
  exportObject: 7_283_403,
  audit: 7_283_404,
  sealing: 7_283_405,
  housekeeping: 7_283_406,
  /** With what stands for a secret: who has it. */
  secret: 7_283_407,
  restore: 7_283_408,
  /** With a question's id: who votes, shared, and who changes it. */
  gate: 7_283_410,
  /** With a question's id: who adds voters. */
  crowds: 7_283_411,
  /** Whose clock the demo's votes are cast by. */
  demoClock: 7_283_419,
} as const;
