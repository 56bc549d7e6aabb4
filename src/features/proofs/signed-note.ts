import { hash, type KeyObject, sign, verify } from 'node:crypto';
import { publicKeyObject } from '#src/features/proofs/public-key.ts';

/** Name that every signature of this program bears. */
const SIGNER = 'tallyscope';
const ED25519 = Buffer.of(1);

/** What names a key in a note: four bytes of a hash over signer and key (C2SP signed-note). */
const noteKeyHash = (publicKey: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from(`${SIGNER}\n`), ED25519, publicKey]), 'buffer').subarray(0, 4);

/** The key as tools for signed notes take it, such as golang.org/x/mod/sumdb/note. */
export const verifierKey = (publicKey: Buffer): string =>
  `${SIGNER}+${noteKeyHash(publicKey).toString('hex')}+${Buffer.concat([ED25519, publicKey]).toString('base64')}`;

/** Signs a text that ends with a line feed, as C2SP signed-note v1.0 lays it out. */
export function signNote(
  text: string,
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: Buffer },
): string {
  const signature = sign(null, Buffer.from(text), privateKey);
  return `${text}\n— ${SIGNER} ${Buffer.concat([noteKeyHash(publicKey), signature]).toString('base64')}\n`;
}

const NOTE = /^([\s\S]*\n)\n— tallyscope ([A-Za-z0-9+/]+=*)\n$/;

/** The text of a note before anybody has verified it; undefined where the note is none. */
export const noteText = (note: string): string | undefined => NOTE.exec(note)?.[1];

/** The text of a note that was signed with this key, or undefined. */
export function openNote(note: string, publicKey: Buffer): string | undefined {
  const [, text = '', encoded = ''] = NOTE.exec(note) ?? [];
  const signature = Buffer.from(encoded, 'base64');
  if (signature.length !== 68 || signature.toString('base64') !== encoded) return undefined;
  if (!signature.subarray(0, 4).equals(noteKeyHash(publicKey))) return undefined;
  return verify(null, Buffer.from(text), publicKeyObject(publicKey), signature.subarray(4))
    ? text
    : undefined;
}
