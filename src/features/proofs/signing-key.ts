import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { keyIdOf } from '#src/features/proofs/public-key.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';

/** The key that heads are signed with. */
export interface SigningKey {
  id: string;
  privateKey: KeyObject;
  /** 32 bytes (RFC 8032). */
  publicKey: Buffer;
}

/** What stands before an Ed25519 seed in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The Ed25519 key of the setting SIGNING_KEY, or else one derived from the session secret: every replica has the same. */
export function signingKey({
  signingKey: seed,
  sessionSecret,
}: {
  signingKey?: string | undefined;
  sessionSecret: string;
}): SigningKey {
  const bytes = seed ? Buffer.from(seed, 'base64') : deriveKey(sessionSecret, 'signing');
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: 'der', type: 'pkcs8' });
  // Each key of this curve has an x (RFC 8037); the type is one of all curves.
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' }) as { x: string };
  const publicKey = Buffer.from(x, 'base64url');
  return { id: keyIdOf(publicKey), privateKey, publicKey };
}
