import { createPublicKey, hash, type KeyObject } from 'node:crypto';

/** Bytes of an Ed25519 public key. */
const KEY_BYTES = 32;

/** An Ed25519 public key of 32 bytes (RFC 8032) for Node's crypto. @throws where the bytes are no such key. */
export function publicKeyObject(bytes: Buffer): KeyObject {
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
  });
}

/** The id a key is published and pinned by: the first 16 bytes of its SHA-256, in hexadecimal digits. */
export const keyIdOf = (publicKey: Buffer): string => hash('sha256', publicKey, 'hex').slice(0, 32);

/** The public key in a text of base64, or undefined. */
export function readPublicKey(text: string): Buffer | undefined {
  const key = Buffer.from(text, 'base64');
  return key.length === KEY_BYTES && key.toString('base64') === text.trim() ? key : undefined;
}
