import type { Notice } from '../../tools/stack/alert-receiver.ts';

/** The pages among what Alertmanager sent since then, oldest first. */
export function pageNotices(notices: readonly Notice[], since: number): Notice[] {
  return notices.filter(
    ({ labels, receivedAt }) => labels.severity === 'page' && receivedAt.getTime() >= since,
  );
}
