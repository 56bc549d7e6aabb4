import { ExportFailure, type ExportFailureCode } from '#src/features/exports/export-failure.ts';

interface Place {
  bucket: string;
  address: string;
}
type Explanation = [code: ExportFailureCode, say: (place: Place) => string];

const noBucket: Explanation = ['bucket_missing', ({ bucket }) => `The bucket "${bucket}" does not exist.`];
const noKey: Explanation = [
  'access_key_unknown',
  ({ address }) => `The S3 server at ${address} does not know the access key. Check AWS_ACCESS_KEY_ID.`,
];
const expired: Explanation = ['credentials_expired', () => 'The S3 credentials have expired.'];
const elsewhere: Explanation = [
  'bucket_elsewhere',
  ({ bucket, address }) => `The bucket "${bucket}" is not in the region of ${address}. Check S3_REGION.`,
];

/** By the error's name, as AWS documents them; `XAdminUserNotFound` is what VersityGW says for an unknown key. */
const refusals: Readonly<Record<string, Explanation>> = {
  NoSuchBucket: noBucket,
  InvalidAccessKeyId: noKey,
  XAdminUserNotFound: noKey,
  SignatureDoesNotMatch: [
    'secret_wrong',
    ({ address }) => `The S3 server at ${address} refuses the secret key. Check AWS_SECRET_ACCESS_KEY.`,
  ],
  AccessDenied: [
    'access_denied',
    ({ bucket }) => `The S3 credentials do not allow writing to the bucket "${bucket}".`,
  ],
  CredentialsProviderError: [
    'credentials_missing',
    () => 'No S3 credentials are configured: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  PermanentRedirect: elsewhere,
  AuthorizationHeaderMalformed: elsewhere,
  RequestTimeTooSkewed: [
    'clock_skewed',
    ({ address }) => `The clock of this machine differs too much from that of ${address}.`,
  ],
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
  if (refusal) return new ExportFailure(refusal[0], refusal[1](place), { cause: error });
  const why = silence[code] ?? silence[name];
  if (why) {
    const message = `The S3 server at ${place.address} cannot be reached (${why}).`;
    return new ExportFailure('server_unreachable', message, { cause: error, transient: true });
  }
  const message = `The S3 server at ${place.address} failed (${status || 'no status'} ${name}).`;
  return new ExportFailure('server_failed', message, { cause: error, transient: true });
}

interface SdkError {
  name?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}
