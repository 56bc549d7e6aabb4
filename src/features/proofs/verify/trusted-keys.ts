import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { keyIdOf, readPublicKey } from '#src/features/proofs/public-key.ts';
import type { TrustedKeys } from '#src/features/proofs/verify/check-head.ts';

const KeyFile = Type.Object({ keys: Type.Array(Type.Object({ public_key: Type.String() })) });

function keysIn(text: string): string[] {
  if (!text.trimStart().startsWith('{')) return [text.trim()];
  const file: unknown = JSON.parse(text);
  return Value.Check(KeyFile, file) ? file.keys.map(({ public_key }) => public_key) : [];
}

/**
 * The keys somebody trusts: an id, or a file with a public key in base64 or as the service publishes its keys.
 * @throws where the file cannot be read or holds no key.
 */
export async function trustedKeys(named: string | undefined): Promise<TrustedKeys> {
  if (named === undefined) return undefined;
  if (/^[0-9a-f]{32}$/.test(named)) return new Set([named]);
  const keys = keysIn(await readFile(named, 'utf8')).map(readPublicKey);
  const ids = keys.flatMap((key) => (key ? [keyIdOf(key)] : []));
  if (ids.length === 0) throw new Error(`${named} holds no Ed25519 public key`);
  return new Set(ids);
}
