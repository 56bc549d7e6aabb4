import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { ExportRefused } from '#src/features/exports/export-request.ts';
import { exportSentence } from '#src/features/exports/export-sentence.ts';
import { Problem } from '#src/plugins/problem.ts';

/** Seconds until the same may work: where the server may answer by itself, and where somebody has to mend its settings first. */
const RETRY_AFTER = { passing: 5, lasting: 60 };

/** What is answered where the bucket cannot be used. */
export const bucketProblem = ({ code, values, transient }: ExportFailure, title: string) =>
  new Problem({
    type: `export-${code}`,
    status: 503,
    title,
    retryAfterSeconds: RETRY_AFTER[transient ? 'passing' : 'lasting'],
    page: (locale) => exportSentence(code, values, locale),
  });

/** What is answered where an export cannot be taken; any other error is given back as it is. */
function exportProblem(error: unknown): unknown {
  if (error instanceof ExportRefused)
    return new Problem({
      type: 'invalid-export',
      status: 422,
      title: 'The export cannot be taken',
      errors: [{ pointer: `/body/${error.field}`, detail: error.message }],
    });
  if (!(error instanceof ExportFailure)) return error;
  if (error.code !== 'too_many') return bucketProblem(error, 'The bucket cannot be written to');
  return new Problem({
    type: 'export-too_many',
    status: 409,
    title: 'Too many exports at once',
    page: (locale) => exportSentence(error.code, error.values, locale),
  });
}

/** Waits for the work and answers what went wrong with an export as a problem. */
export const orProblem = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error) => Promise.reject(exportProblem(error)));
