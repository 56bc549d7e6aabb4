/** Why an export cannot be taken or cannot go on, by a stable code; the API and the database have these sentences. */
export const exportProblemsEn = {
  path_scheme: 'Give only the path inside the bucket, without "s3://" and the bucket.',
  path_from_top: 'The path must not start with "/".',
  path_empty_segment: 'The path must not contain "//".',
  path_dots: 'The path must not contain "." or ".." between slashes.',
  path_characters: 'The path may contain only the letters A to Z, digits and the characters / _ - . =',
  path_too_long: (limit: string) => `The path is longer than ${limit} characters.`,
  questions_none: 'There is no question to export yet.',
  questions_unselected: 'Choose at least one question, or all of them.',
  questions_unknown: (slug: string) => `There is no question "${slug}" to export.`,
  already_running: 'Another process runs this export.',
  access_denied: (bucket: string) => `The S3 credentials do not allow writing to the bucket "${bucket}".`,
  access_key_unknown: (address: string) =>
    `The S3 server at ${address} does not know the access key. Check AWS_ACCESS_KEY_ID.`,
  bucket_elsewhere: (bucket: string, address: string) =>
    `The bucket "${bucket}" is not in the region of ${address}. Check S3_REGION.`,
  bucket_missing: (bucket: string) => `The bucket "${bucket}" does not exist.`,
  clock_skewed: (address: string) => `The clock of this machine differs too much from that of ${address}.`,
  credentials_expired: 'The S3 credentials have expired.',
  credentials_missing: 'No S3 credentials are configured: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  database_failed: 'The database did not deliver all votes.',
  database_unreachable: 'The database cannot be reached.',
  interrupted: 'The process that wrote this export ended before it was finished.',
  not_configured: 'No S3 bucket is configured: set S3_BUCKET and restart the service.',
  question_deleted: (slug: string) => `The question "${slug}" was deleted before it was exported.`,
  secret_wrong: (address: string) =>
    `The S3 server at ${address} refuses the secret key. Check AWS_SECRET_ACCESS_KEY.`,
  server_failed: (address: string, answer: string) => `The S3 server at ${address} failed (${answer}).`,
  server_unreachable: (address: string, reason: string) =>
    `The S3 server at ${address} cannot be reached (${reason}).`,
  too_many: (most: string) => `${most} of your exports are not finished yet. Please wait until one is.`,
  unexpected: (name: string) => `The export failed unexpectedly (${name}).`,
};

/** What an export is made of, and how its questions are found among many. */
export const exportMoreEn = {
  questions: 'Questions',
  question: 'Question',
  questionsHint: 'The votes of each question, out of the files above and without their first column.',
  ofQuestions: (count: number, shown: string) => (count === 1 ? '1 question' : `${shown} questions`),
  search: 'Find a question',
  find: 'Find',
  clear: 'Show all',
  nothingFound: 'No question found',
  nothingFoundHint: 'None has all these words in its text.',
  all: (total: string) => `All questions (${total})`,
  offered: (shown: string, found: string) =>
    `${shown} of ${found} questions are shown, those you chose and the newest. Find others by words in their text.`,
  layout: 'Files',
  layoutHint: 'How the votes are laid out.',
  each: 'A file for each question',
  eachHint: 'Named after its question. The next export to the same path replaces it.',
  together: 'Together in few files',
  togetherHint:
    'Up to a million votes a file, with the question in the first column. Each export has files of its own.',
};
