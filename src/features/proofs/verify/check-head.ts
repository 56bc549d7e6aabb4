import type { BundleHeader } from '#src/features/proofs/bundle-format.ts';
import { definitionHash, type LogHead, parseHead } from '#src/features/proofs/log-head.ts';
import { keyIdOf, readPublicKey } from '#src/features/proofs/public-key.ts';
import { noteText, openNote } from '#src/features/proofs/signed-note.ts';

/** When a key was in use, in milliseconds since the epoch, as far as that is known. */
export interface KeyUse {
  from?: number | undefined;
  until?: number | undefined;
}

/** The keys that somebody trusts, by id; undefined where none were named. */
export type TrustedKeys = ReadonlyMap<string, KeyUse> | undefined;

/** The clocks of the worker, which dates heads, and of the database, which dates keys, may differ this much. */
const SKEW_MS = 300_000;

function signatureProblem({ head, key }: BundleHeader, trusted: TrustedKeys): string | undefined {
  const publicKey = readPublicKey(key.public_key);
  if (!publicKey || keyIdOf(publicKey) !== key.id)
    return `key: ${key.id} is not the id of the key in the bundle`;
  if (trusted && !trusted.has(key.id))
    return `key: ${key.id} signed this, which is none of the keys you named`;
  if (openNote(head, publicKey) === undefined)
    return `head: it was not signed with key ${key.id}, or was changed afterwards`;
  return undefined;
}

/** The head of a bundle, held against its signature and its question, or what is wrong with it. */
export function checkHead(
  header: BundleHeader,
  trusted: TrustedKeys,
): { head: LogHead; problem?: undefined } | { head?: undefined; problem: string } {
  const problem = signatureProblem(header, trusted);
  if (problem) return { problem };
  const head = parseHead(noteText(header.head) ?? '');
  if (!head) return { problem: 'head: the text that was signed is not one of a head' };
  if (head.questionId !== header.question.id || head.definition !== definitionHash(header.question))
    return { problem: 'question: the question or its choices are not those that were signed' };
  const { choices } = header.question;
  if (new Set(choices.map(({ id }) => id)).size < choices.length)
    return { problem: 'question: two of its choices have one id' };
  const { from = -Infinity, until = Infinity } = trusted?.get(header.key.id) ?? {};
  const time = head.time.getTime();
  if (time < from - SKEW_MS || time > until + SKEW_MS)
    return {
      problem: `key: ${header.key.id} was not in use at ${head.time.toISOString()}, when the head says it was signed`,
    };
  return { head };
}
