/** The embedded server cannot be used; the message is one line for the operator and says what to do. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError';
}

const advices: [sign: RegExp, advice: string][] = [
  // The package links its libraries in an install script, which npm can be told to skip.
  [/shared libraries/, 'run "npm rebuild"'],
  [/shared memory segment.*No space left/, 'give /dev/shm more room, as with "docker run --shm-size=64m"'],
  [/insufficient file descriptors/, 'allow more open files with "ulimit -n 1024"'],
  [/No space left/, 'free some, or set DATA_DIR to a directory on another disk'],
  [/look up effective user/, 'give the user a line in /etc/passwd'],
];

/** The line in a PostgreSQL program's output that says why it failed, with what to do where that is known. */
export function findComplaint(output: string): string {
  const lines = output.trim().split('\n');
  const [sign, advice] = advices.find(([known]) => known.test(output)) ?? [/error|fatal|panic|could not/i];
  const line = lines.findLast((text) => sign.test(text)) ?? lines.at(-1) ?? '';
  const bare = line.replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] /, '');
  return advice ? `${bare}: ${advice}` : bare;
}
