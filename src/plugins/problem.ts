import type { FastifyError } from 'fastify';
import { LateAnswer } from '#src/database/answer-within.ts';
import { isInterrupted } from '#src/database/is-interrupted.ts';
import { isOutOfReach } from '#src/database/is-out-of-reach.ts';
import { Type } from '#src/schema/type.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** A field that cannot be taken: where it stands (JSON Pointer, RFC 6901) and why. */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

interface ProblemInit {
  /** Last part of the problem's type, stable for clients. */
  type: string;
  status: number;
  title: string;
  detail?: string;
  errors?: FieldProblem[];
  retryAfterSeconds?: number;
  /** A sentence for pages, more exact than the catalogue's for the type; in English it is the `detail` where there is no other. */
  page?: ((locale: Locale) => string) | undefined;
}

/**
 * An answer that is an error, for people and programs alike (RFC 9457). It has no stack trace: making those
 * takes a seventh of the time of a process that is flooded with requests it refuses.
 */
export class Problem extends Error {
  override name = 'Problem';
  readonly type: string;
  readonly statusCode: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: FieldProblem[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly page: ((locale: Locale) => string) | undefined;

  constructor({ type, status, title, page, detail = page?.('en'), errors, retryAfterSeconds }: ProblemInit) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(detail ?? title);
    Error.stackTraceLimit = stackTraceLimit;
    this.type = type;
    this.statusCode = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
    this.page = page;
  }
}

/** The problem as its JSON document. */
export const problemDocument = ({ type, statusCode, title, detail, errors }: Problem) => ({
  type: `urn:tallyscope:problem:${type}`,
  title,
  status: statusCode,
  ...(detail && { detail }),
  ...(errors && { errors }),
});

/** Schema of a problem document, for every answer that is an error. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'URN that names the kind of problem' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
    trace_id: Type.Optional(Type.String({ description: 'Trace of the request, where it was traced' })),
  },
  { $id: 'Problem', title: 'Problem details (RFC 9457)' },
);

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Log in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
};

// Earlier statements of the same request may have been committed.
const LOOK_FIRST =
  'Please try again in a moment. A change that was asked for may have been made: look first.';

const outOfReach = () =>
  new Problem({
    type: 'unavailable',
    status: 503,
    title: 'The database cannot be reached',
    detail: LOOK_FIRST,
    retryAfterSeconds: 2,
  });

/** Type of the problem that a form's token is missing or too old. */
export const STALE_FORM = 'stale-form';

const interrupted = () =>
  new Problem({
    type: 'interrupted',
    status: 503,
    title: 'The database was lost on the way',
    detail: LOOK_FIRST,
    retryAfterSeconds: 2,
  });

/** The database has worked on a change for longer than anybody waits; whether it is made is not known yet. */
export const unconfirmed = () =>
  new Problem({
    type: 'unconfirmed',
    status: 503,
    title: 'The database has not confirmed this in time',
    detail: LOOK_FIRST,
    retryAfterSeconds: 10,
  });

/** Any error as a problem: what the client did keeps its message, what we did wrong shows none. */
export function toProblem(error: FastifyError | Problem): Problem {
  if (error instanceof Problem) return error;
  if (error.validation) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      pointer: `/${error.validationContext ?? 'body'}${instancePath}`,
      detail: message ?? 'is not valid',
    }));
    return new Problem({ type: 'invalid-request', status: 400, title: 'Invalid request', errors });
  }
  if (error instanceof LateAnswer) return unconfirmed();
  if (isOutOfReach(error)) return outOfReach();
  // A client that leaves causes an error of the same code, but with a status.
  if (error.statusCode === undefined && isInterrupted(error)) return interrupted();
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    const title = titles[status] ?? 'Bad request';
    // The library's own message speaks of tokens and secrets.
    if (error.code?.startsWith('FST_CSRF_')) return new Problem({ type: STALE_FORM, status, title });
    return new Problem({ type: 'request', status, title, detail: error.message });
  }
  return new Problem({ type: 'internal', status: 500, title: 'Something broke on our side' });
}

/** A cursor is not one of this list. */
export const invalidCursor = () =>
  new Problem({
    type: 'invalid-cursor',
    status: 400,
    title: 'Invalid cursor',
    detail: 'Start from the first page.',
  });

/** Something does not exist, or not for this reader. */
export const notFound = (what: string) =>
  new Problem({ type: 'not-found', status: 404, title: 'Not found', detail: what });
