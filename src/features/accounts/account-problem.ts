import { AccountError, type AccountFault } from '#src/features/accounts/account-rules.ts';
import { TooManyAttempts } from '#src/features/accounts/attempts.ts';
import { Problem } from '#src/plugins/problem.ts';

/** Status and place in the request of each fault, as the API answers it; `new` is the field of a new password. */
function answerOf(fault: AccountFault, field: string) {
  if (fault === 'lastAdministrator') return { type: 'last-administrator', status: 409 };
  if (fault === 'passwordWrong') return { type: 'wrong-password', status: 403 };
  if (fault === 'nameTaken') return { type: 'name-taken', status: 409, pointer: '/body/name' };
  const pointer = fault === 'nameInvalid' ? '/body/name' : `/body/${field}`;
  return { type: 'invalid-account', status: 422, pointer };
}

const tooManyAttempts = ({ retryAfterSeconds }: TooManyAttempts) =>
  new Problem({
    type: 'rate-limited',
    status: 429,
    title: 'Too many attempts',
    detail: `Please wait ${retryAfterSeconds} seconds.`,
    retryAfterSeconds,
  });

/**
 * What went wrong with an account as an answer of the API; `passwordField` is what the request calls the new password.
 * Other errors are given back as they are.
 */
function accountProblem(error: unknown, passwordField = 'password'): unknown {
  if (error instanceof TooManyAttempts) return tooManyAttempts(error);
  if (!(error instanceof AccountError)) return error;
  const { type, status, pointer } = answerOf(error.fault, passwordField);
  const detail = error.message;
  return new Problem({
    type,
    status,
    title: status === 403 ? 'Not allowed' : 'The account cannot be taken so',
    detail,
    ...(pointer && { errors: [{ pointer, detail }] }),
  });
}

/** Waits for the work and answers what went wrong with an account as a problem. */
export const orProblem = <T>(work: Promise<T>, passwordField?: string): Promise<T> =>
  work.catch((error) => Promise.reject(accountProblem(error, passwordField)));
