import { readFileSync } from 'node:fs';
import type { FastifyBaseLogger } from 'fastify';

/** Files open beside clients' and the database's connections: log, modules, telemetry, exports and what is on its way. */
const OTHERS = 256;

/** How many files this process may have open at once (proc_pid_limits(5)); infinite where the system does not tell. */
function openFilesLimit(): number {
  try {
    const [, files] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number(files ?? Infinity);
  } catch {
    return Infinity;
  }
}

/** How many client connections to take: `connectionLimit`, or fewer, with a log line, where too few files may be open for that. */
export function connectionRoom(
  { connectionLimit, databasePoolSize }: { connectionLimit: number; databasePoolSize: number },
  log: Pick<FastifyBaseLogger, 'info'>,
  files = openFilesLimit(),
): number {
  const connections = Math.min(connectionLimit, Math.max(1, files - databasePoolSize - OTHERS));
  if (connections < connectionLimit)
    log.info(
      { problem: `${files} open files (ulimit -n) leave room for ${connections} connections` },
      'fewer connections than CONNECTION_LIMIT',
    );
  return connections;
}
