import { ExportFailure } from '#src/features/exports/export-failure.ts';
import type { ExportProblemCode } from '#src/features/exports/export-sentence.ts';

interface Place {
  bucket: string;
  address: string;
}
type Explanation = [code: ExportProblemCode, ...values: (keyof Place)[]];

const noKey: Explanation = ['access_key_unknown', 'address'];
const expired: Explanation = ['credentials_expired'];
const elsewhere: Explanation = ['bucket_elsewhere', 'bucket', 'address'];

/** By the error's name, as AWS documents them; `XAdminUserNotFound` is what VersityGW says for an unknown key. */
const refusals: Readonly<Record<string, Explanation>> = {
  NoSuchBucket: ['bucket_missing', 'bucket'],
  InvalidAccessKeyId: noKey,
  XAdminUserNotFound: noKey,
  SignatureDoesNotMatch: ['secret_wrong', 'address'],
  AccessDenied: ['access_denied', 'bucket'],
  CredentialsProviderError: ['credentials_missing'],
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  PermanentRedirect: elsewhere,
  AuthorizationHeaderMalformed: elsewhere,
  RequestTimeTooSkewed: ['clock_skewed', 'address'],
};

const silence: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection lost',
  EPIPE: 'connection lost',
  EAI_AGAIN: 'name not found',
  ENOTFOUND: 'name not found',
  EHOSTUNREACH: 'no route',
  ENETUNREACH: 'no route',
  ETIMEDOUT: 'no answer in time',
  AbortError: 'no answer in time',
  TimeoutError: 'no answer in time',
};

/** Turns what the AWS SDK throws into the reason an organiser can act on. */
export function explainS3Error(error: unknown, place: Place): ExportFailure {
  if (error instanceof ExportFailure) return error;
  const { name = '', code = '', $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  const refusal = refusals[name];
  if (refusal) {
    const [code, ...values] = refusal;
    return new ExportFailure(
      code,
      values.map((value) => place[value]),
      { cause: error },
    );
  }
  const why = silence[code] ?? silence[name];
  const passing = { cause: error, transient: true };
  if (why) return new ExportFailure('server_unreachable', [place.address, why], passing);
  // The library has no name for an answer that it cannot read.
  const what = name === 'Error' ? ', unreadable' : ` ${name}`;
  return new ExportFailure('server_failed', [place.address, `${status || 'no status'}${what}`], passing);
}

interface SdkError {
  name?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}
