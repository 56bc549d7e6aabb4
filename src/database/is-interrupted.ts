/**
 * SQLSTATEs of a server that stops, starts, only reads for now, has no room or no transaction ids left, or has somebody wait
 * for a lock for too long.
 */
const INTERRUPTED = /^(?:08...|53...|57...|58...|25006|54000|55P03)$/;
/** What the system says of a connection that is gone, or that it finds no way or no address for. */
const GONE = /^(?:ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What the driver and its pool say of one, or of a server that is silent as they connect; they have no codes for it. */
const TERMINATED =
  /^(?:Connection terminated|Client has encountered a connection error|timeout expired|timeout exceeded when trying to connect)/;

/** Whether the database was lost during a statement, so that it is not known what became of it. */
export function isInterrupted(error: unknown): boolean {
  const { original = error } = error as { original?: unknown };
  const { code, message } = original as { code?: unknown; message?: string };
  if (typeof code === 'string') return INTERRUPTED.test(code) || GONE.test(code);
  return TERMINATED.test(message ?? '');
}
