import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';

export interface PasswordOptions {
  passwordStdin?: true;
}

/**
 * A password from standard input, or a new one, which is to be printed: an argument would show in lists of processes.
 * `shown` is what to print of it, empty where it was given.
 */
export async function readPassword({ passwordStdin }: PasswordOptions) {
  if (passwordStdin) return { password: (await text(process.stdin)).replace(/\r?\n$/, ''), shown: '' };
  const password = randomBytes(15).toString('base64url');
  return { password, shown: `, password ${password}` };
}
