import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The URL with which every connection is encrypted, and made only to a server whose certificate one of the authorities
 * in the PEM file has signed for its host name; without a file, the URL as it is.
 * @throws one line where the file cannot be read or holds no certificate.
 */
export function verifiedUrl(url: string, caFile: string | undefined): string {
  if (caFile === undefined) return url;
  try {
    new X509Certificate(readFileSync(caFile));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`DATABASE_CA_FILE: ${caFile} holds no certificate (${code ?? message})`);
  }
  // Put behind what is there: the driver takes the last of each, so a URL cannot ask for less.
  const mode = new URLSearchParams({ sslmode: 'verify-full', sslrootcert: caFile });
  return `${url}${url.includes('?') ? '&' : '?'}${mode}`;
}

/** What Node calls a certificate that no authority at hand has signed. */
const UNSIGNED = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
];
const problems: Record<string, string> = {
  ...Object.fromEntries(UNSIGNED.map((code) => [code, 'is not signed by an authority in DATABASE_CA_FILE'])),
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name than that of DATABASE_URL',
  CERT_HAS_EXPIRED: 'has expired',
};

/** Why a connection was not made, where its reason is the server's certificate: one sentence. */
export function certificateProblem(error: unknown): string | undefined {
  const { code, parent } = (error ?? {}) as NodeJS.ErrnoException & { parent?: NodeJS.ErrnoException };
  const problem = problems[parent?.code ?? code ?? ''];
  if (problem) return `The certificate of the database ${problem}.`;
  return /does not support SSL/.test(String(parent ?? error))
    ? 'The database does not offer encrypted connections.'
    : undefined;
}
