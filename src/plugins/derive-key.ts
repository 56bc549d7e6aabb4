import { hkdfSync } from 'node:crypto';

/** A 32-byte key for one purpose, derived from the service's secret (HKDF-SHA-256, RFC 5869). */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `tallyscope ${purpose}`, 32));
