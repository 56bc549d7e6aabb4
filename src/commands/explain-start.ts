import { isInterrupted } from '#src/database/is-interrupted.ts';
import { isOutOfReach } from '#src/database/is-out-of-reach.ts';
import { certificateProblem } from '#src/database/server-certificate.ts';

/** What Node tells of an address that it could not listen on. */
interface Failure extends NodeJS.ErrnoException {
  port?: number;
  address?: string;
  hostname?: string;
}

/** What to do about a fault that keeps the service from starting, in one line. */
export function explainStart(error: unknown): string {
  const { code, message, syscall, port, address, hostname } = error as Failure;
  if (code === 'EADDRINUSE') return `port ${port} is taken: set PORT to a free one`;
  if (code === 'EACCES' && port !== undefined) return `port ${port} takes more rights: set PORT above 1023`;
  if (code === 'EADDRNOTAVAIL' || syscall === 'getaddrinfo')
    return `${address ?? hostname} is no address of this machine: set HOST to one, or to 0.0.0.0 for all`;
  const certificate = certificateProblem(error);
  if (certificate) return certificate;
  if (isOutOfReach(error as Error) || isInterrupted(error))
    return `the database was lost while the service started: ${message}`;
  return message;
}
