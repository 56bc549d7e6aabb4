import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { formatBallotId } from '#src/features/votes/receipt/ballot-id.ts';
import { KeyedHash } from '#src/plugins/keyed-hash.ts';

/** What a receipt keeps of its ballot. */
export interface SealedBallot {
  questionId: number;
  ballotId: string;
  choices: readonly number[];
}

const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;
const HEAD_BYTES = 20;
/** A key opens one message alone, so its nonce need not differ from any other. */
const NONCE = Buffer.alloc(12);

const codeHash = new KeyedHash(new Uint8Array());

/** HKDF-Expand (RFC 5869, 2.3) to one block. The code is uniformly random, so nothing is to be extracted first (3.3). */
function sealKey(code: string): KeyObject {
  codeHash.setKey(Buffer.from(code));
  // Given a plain buffer, Node 24 takes five times as long to key a cipher as with a key object.
  return createSecretKey(codeHash.digest('tallyscope receipt seal v1\x01'));
}

/** Bytes of a sealed ballot with one choice. */
export const SEALED_BYTES = HEAD_BYTES + 4 + TAG_BYTES;

/** The ballot as only the holder of the code can read it (AES-256-GCM, NIST SP 800-38D). */
export function sealBallot(code: string, { questionId, ballotId, choices }: SealedBallot): Buffer {
  const plain = Buffer.allocUnsafe(HEAD_BYTES + 4 * choices.length);
  plain.writeUInt32BE(questionId, 0);
  plain.write(ballotId.replaceAll('-', ''), 4, 'hex');
  for (const [index, choice] of choices.entries()) plain.writeUInt32BE(choice, HEAD_BYTES + 4 * index);
  const cipher = createCipheriv(CIPHER, sealKey(code), NONCE);
  const sealed = cipher.update(plain);
  cipher.final();
  return Buffer.concat([sealed, cipher.getAuthTag()]);
}

/** The ballot in a receipt; undefined where the code does not fit or a single bit was changed. */
export function openBallot(code: string, sealed: Uint8Array): SealedBallot | undefined {
  const end = sealed.length - TAG_BYTES;
  if (end < HEAD_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, sealKey(code), NONCE, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  const choices: number[] = [];
  for (let at = HEAD_BYTES; at < plain.length; at += 4) choices.push(plain.readUInt32BE(at));
  return {
    questionId: plain.readUInt32BE(0),
    ballotId: formatBallotId(plain.toString('hex', 4, HEAD_BYTES)),
    choices,
  };
}
