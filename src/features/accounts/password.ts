import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** What a hash takes: KiB of memory, how often it is gone through, and in how many lanes. */
export interface Cost {
  memory: number;
  passes: number;
  parallelism: number;
}

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const TAG_LENGTH = 32;

/** What is hashed: keyboards differ in how they compose the same letter. */
const message = (password: string) => password.normalize('NFKC');

const encode = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** Hashes a password with argon2id (RFC 9106) and a fresh salt, at OWASP's cost unless another is given, into a PHC string. */
export async function hashPassword(password: string, cost: Cost = PARAMETERS): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', {
    message: message(password),
    nonce,
    tagLength: TAG_LENGTH,
    ...cost,
  });
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(nonce)}$${encode(tag)}`;
}

/** Whether the password belongs to the PHC string; takes the same time whatever differs. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(phc);
  if (!match) return false;
  const [, memory, passes, parallelism, salt, stored] = match;
  const expected = Buffer.from(stored ?? '', 'base64');
  const tag = await derive('argon2id', {
    message: message(password),
    nonce: Buffer.from(salt ?? '', 'base64'),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(tag, expected);
}
