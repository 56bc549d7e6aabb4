import type { PublishedQuestion } from '#src/features/questions/published-question.ts';

/** Whether voters may change their answer until the close: only where the ledger knows whose it is. */
export const isChangeable = ({ policy, secret }: Pick<PublishedQuestion, 'policy' | 'secret'>): boolean =>
  policy === 'account' && !secret;
