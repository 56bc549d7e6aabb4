import { readFile } from 'node:fs/promises';
import { keyIdOf, readPublicKey } from '#src/features/proofs/public-key.ts';
import type { TrustedKeys } from '#src/features/proofs/verify/check-head.ts';
import { fits } from '#src/schema/check.ts';
import { type Static, Type } from '#src/schema/type.ts';

const date = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const KeyFile = Type.Object({
  keys: Type.Array(Type.Object({ public_key: Type.String(), used_from: date, used_until: date })),
});
type Key = Static<typeof KeyFile>['keys'][number];

function keysIn(text: string): Key[] {
  if (!text.trimStart().startsWith('{')) return [{ public_key: text }];
  const file: unknown = JSON.parse(text);
  return fits(KeyFile, file) ? file.keys : [];
}

function time(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined;
  const milliseconds = Date.parse(text);
  // Compared with anything it would be no bound at all.
  if (Number.isNaN(milliseconds)) throw new Error(`a key is trusted for a time that is none: “${text}”`);
  return milliseconds;
}

/**
 * The keys somebody trusts: an id, or a file with a public key in base64 or as the service publishes its keys, each for
 * the time that it was in use. @throws where the file cannot be read, holds no key, or one whose time
 * cannot be read.
 */
export async function trustedKeys(named: string | undefined): Promise<TrustedKeys> {
  if (named === undefined) return undefined;
  if (/^[0-9a-f]{32}$/.test(named)) return new Map([[named, {}]]);
  const found = keysIn(await readFile(named, 'utf8')).flatMap(({ public_key, used_from, used_until }) => {
    const key = readPublicKey(public_key);
    return key ? [[keyIdOf(key), { from: time(used_from), until: time(used_until) }] as const] : [];
  });
  if (found.length === 0) throw new Error(`${named} holds no Ed25519 public key`);
  return new Map(found);
}
