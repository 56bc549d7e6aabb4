import type { Alert } from '../alert.ts';
import { cardinalityOverflow } from './counts/cardinality-overflow.ts';
import { ledgerNotAudited } from './counts/ledger-not-audited.ts';
import { voteCountDrift } from './counts/vote-count-drift.ts';
import { votesMiscounted } from './counts/votes-miscounted.ts';

/** Whether what is counted is what was voted. */
export const counts: Alert[] = [voteCountDrift, votesMiscounted, ledgerNotAudited, cardinalityOverflow];
