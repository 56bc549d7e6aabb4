import type { Identity } from '#src/features/accounts/session-store.ts';

/** Whether somebody may change a question and see all of it: its author while an organiser, and every administrator. */
export function mayManage(
  identity: Pick<Identity, 'accountId' | 'role'> | undefined,
  question: { authorId: number | null },
): boolean {
  if (identity?.role === 'administrator') return true;
  return identity?.role === 'organiser' && question.authorId === identity.accountId;
}
