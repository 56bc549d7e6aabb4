import type { FastifyReply } from 'fastify';
import { AccountError, type AccountFault } from '#src/features/accounts/account-rules.ts';
import { TooManyAttempts } from '#src/features/accounts/attempts.ts';
import { formatWait } from '#src/ui/format.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** Why a form about an account was not taken, as its page tells it. */
export interface Refusal {
  status: 409 | 422 | 429;
  /** What is wrong; absent where there were too many attempts. */
  fault?: AccountFault;
  sentence(locale: Locale): string;
}

/** Gives what was done, or why it was refused; sets `Retry-After` where that is known. Other errors are thrown. */
export async function orRefusal<T>(
  reply: FastifyReply,
  work: Promise<T>,
): Promise<{ done: T } | { refusal: Refusal }> {
  try {
    return { done: await work };
  } catch (error) {
    if (error instanceof TooManyAttempts) {
      const { retryAfterSeconds } = error;
      reply.header('retry-after', String(retryAfterSeconds));
      const sentence = (locale: Locale) => t(locale).accounts.tooMany(formatWait(retryAfterSeconds, locale));
      return { refusal: { status: 429, sentence } };
    }
    if (!(error instanceof AccountError)) throw error;
    const { fault } = error;
    const status = fault === 'lastAdministrator' ? 409 : 422;
    return { refusal: { status, fault, sentence: (locale) => t(locale).accounts.faults[fault] } };
  }
}
