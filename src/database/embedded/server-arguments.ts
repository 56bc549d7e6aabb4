import { largestLog, sharedBuffers, storedBytes } from './server-memory.ts';

/**
 * Server settings as postgres arguments. They go on the command line so that every start uses those of the
 * running release. fsync, synchronous_commit and full_page_writes keep their safe defaults.
 */
export function serverArguments(dataDirectory: string, socketDirectory: string): string[] {
  const stored = storedBytes(dataDirectory);
  const settings = {
    cluster_name: 'tallyscope',
    // A private socket is reachable by this user and root alone; nothing listens on the network.
    listen_addresses: '',
    unix_socket_directories: `"${socketDirectory.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: sharedBuffers(stored),
    max_wal_size: largestLog(stored),
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Statement errors reach the client that sent them. Written here as well, they would put row values into a file.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  return [
    '-D',
    dataDirectory,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}
