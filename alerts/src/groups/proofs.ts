import type { Alert } from '../alert.ts';
import { ballotsNotSealed } from './proofs/ballots-not-sealed.ts';
import { headMissing } from './proofs/head-missing.ts';

/** Ballots sealed, and heads signed. */
export const proofAlerts: Alert[] = [ballotsNotSealed, headMissing];
