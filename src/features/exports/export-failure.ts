export type ExportFailureCode =
  | 'already_running'
  | 'access_denied'
  | 'access_key_unknown'
  | 'bucket_elsewhere'
  | 'bucket_missing'
  | 'clock_skewed'
  | 'credentials_expired'
  | 'credentials_missing'
  | 'database_failed'
  | 'interrupted'
  | 'not_configured'
  | 'question_deleted'
  | 'secret_wrong'
  | 'server_failed'
  | 'server_unreachable'
  | 'unexpected';

/** Why an export cannot go on: a stable code, and a sentence fit for the organiser. */
export class ExportFailure extends Error {
  readonly code: ExportFailureCode;
  /** Trying the same again soon may work. */
  readonly transient: boolean;

  constructor(
    code: ExportFailureCode,
    message: string,
    options: ErrorOptions & { transient?: boolean } = {},
  ) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.transient = options.transient ?? false;
  }
}

/** The worker or command that ran an export is gone and nothing will take it up again. */
export const interrupted = () =>
  new ExportFailure('interrupted', 'The process that wrote this export ended before it was finished.');

export const notConfigured = () =>
  new ExportFailure('not_configured', 'No S3 bucket is configured: set S3_BUCKET and restart the service.');
