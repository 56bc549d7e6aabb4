import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { ExportRefused } from '#src/features/exports/export-request.ts';
import { exportSentence } from '#src/features/exports/export-sentence.ts';
import { Problem } from '#src/plugins/problem.ts';

/** What is answered where an export cannot be taken; any other error is given back as it is. */
function exportProblem(error: unknown): unknown {
  if (error instanceof ExportRefused)
    return new Problem({
      type: 'invalid-export',
      status: 422,
      title: 'The export cannot be taken',
      errors: [{ pointer: `/body/${error.field}`, detail: error.message }],
    });
  if (error instanceof ExportFailure)
    return new Problem({
      type: `export-${error.code}`,
      ...(error.code === 'too_many'
        ? { status: 409, title: 'Too many exports at once' }
        : { status: 503, title: 'The bucket cannot be written to' }),
      detail: error.message,
      page: (locale) => exportSentence(error.code, error.values, locale),
    });
  return error;
}

/** Waits for the work and answers what went wrong with an export as a problem. */
export const orProblem = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error) => Promise.reject(exportProblem(error)));
