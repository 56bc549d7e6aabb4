/** The embedded server cannot be used; the message is one line for the operator and says what to do. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError';
}

const advices: [sign: RegExp, advice: string][] = [
  // The package links its libraries in an install script, which npm can be told to skip.
  [/shared libraries/, 'run "npm rebuild"'],
  [/No space left/, 'free some, or set DATA_DIR to a directory on another disk'],
  [/look up effective user/, 'give the user a line in /etc/passwd'],
];

/** The line in a PostgreSQL program's output that says why it failed, with what to do where that is known. */
export function findComplaint(output: string): string {
  const lines = output.trim().split('\n');
  const line = lines.findLast((text) => /error|fatal|panic|could not/i.test(text)) ?? lines.at(-1) ?? '';
  const bare = line.replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] /, '');
  const advice = advices.find(([sign]) => sign.test(output))?.[1];
  return advice ? `${bare}: ${advice}` : bare;
}
