/** SQLSTATEs of a server that stops, starts, only reads for now, or has no room left. */
const INTERRUPTED = /^(?:08...|53...|57...|58...|25006)$/;
/** What the system says of a connection that is gone. */
const GONE = /^(?:ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;
/** What the driver says of one, which has no code for it. */
const TERMINATED = /^(?:Connection terminated|Client has encountered a connection error)/;

/** Whether the database was lost while it worked on a statement. What became of that is not known. */
export function isInterrupted(error: unknown): boolean {
  const { original = error } = error as { original?: unknown };
  const { code, message } = original as { code?: unknown; message?: string };
  if (typeof code === 'string') return INTERRUPTED.test(code) || GONE.test(code);
  return TERMINATED.test(message ?? '');
}
