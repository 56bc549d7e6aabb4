import { after } from 'node:test';
import { type Cleanup, undoInReverse } from './cleanup.ts';

/** What `t.after` is to a test, for a whole suite; to be called in the suite's body. Work runs newest first. */
export const suiteCleanup = (): Cleanup => undoInReverse({ after });
