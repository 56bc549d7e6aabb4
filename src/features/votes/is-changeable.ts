import type { PublishedQuestion } from '#src/features/questions/published-question.ts';

/** Whether voters may change their answer until the close, which takes a ledger that knows whose ballot is whose. */
export const isChangeable = ({ policy, secret }: Pick<PublishedQuestion, 'policy' | 'secret'>): boolean =>
  policy === 'account' && !secret;
