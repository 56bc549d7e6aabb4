const segment = encodeURIComponent;
const question = (slug: string) => `/questions/${segment(slug)}`;
const desk = (slug: string) => `/organise/questions/${segment(slug)}`;
const trace = (id: string) => `/observatory/traces/${segment(id)}`;
const job = (id: string) => `/organise/exports/${segment(id)}`;
const withNext = (path: string, next: string) =>
  next === '' ? path : `${path}?next=${segment(next.toWellFormed())}`;

/** A path with a query of these parameters; what is empty or not there is left out. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | number | false | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, String(value));
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Address of every page and form target, each segment percent-encoded. */
export const paths = {
  index: '/',
  login: '/login',
  /** Where to log in and to go on from there; the same of signing up. */
  loginFor: (next: string) => withNext('/login', next),
  logout: '/logout',
  signUp: '/signup',
  signUpFor: (next: string) => withNext('/signup', next),
  account: '/account',
  changePassword: '/account/password',
  endSessions: '/account/sessions/end',
  endSession: (id: string) => `/account/sessions/${segment(id)}/end`,
  createToken: '/account/tokens',
  revokeToken: (id: string) => `/account/tokens/${segment(id)}/revoke`,
  deleteAccount: '/account/delete',
  people: '/organise/people',
  setRole: (id: number) => `/organise/people/${id}/role`,
  apiDocs: '/docs',
  language: '/language',
  question,
  /** Lets go of the invitation that the browser came with. */
  otherCredential: (slug: string) => `${question(slug)}?credential=`,
  react: (slug: string) => `${question(slug)}/reaction`,
  castVote: (slug: string) => `${question(slug)}/votes`,
  proof: (slug: string) => `${question(slug)}/proof`,
  proofBundle: (slug: string, head: number) => `${question(slug)}/proof/bundle?head=${head}`,
  signHead: (slug: string) => `${question(slug)}/proof/head`,
  signingKeys: '/.well-known/tallyscope-keys.json',
  receipt: '/receipt',
  results: (slug: string) => `${question(slug)}/results`,
  live: (slug: string) => `${question(slug)}/live`,
  /** Tells that the question changed, and nothing else. */
  change: (slug: string) => `${question(slug)}/live?only=change`,
  present: (slug: string) => `${question(slug)}/present`,
  /** Short enough to be typed. */
  short: (id: number) => `/q/${id}`,
  /** With results that the room might not see by itself. */
  presentResults: (slug: string) => `${question(slug)}/present?results=shown`,
  embed: (slug: string) => `/embed${question(slug)}`,
  desk: '/organise',
  newQuestion: '/organise/questions/new',
  editQuestion: (slug: string) => `${desk(slug)}/edit`,
  /** Where its address is, and that as a QR code in a file. */
  share: (slug: string) => `${desk(slug)}/share`,
  shareQr: (slug: string, format: 'svg' | 'png') => `${desk(slug)}/qr.${format}`,
  preview: (slug: string) => `${desk(slug)}/preview`,
  /** What stands in its frames. */
  previewFrame: (slug: string) => `${desk(slug)}/preview/ballot`,
  publishQuestion: (slug: string) => `${desk(slug)}/publish`,
  closeQuestion: (slug: string) => `${desk(slug)}/close`,
  deleteQuestion: (slug: string) => `${desk(slug)}/delete`,
  duplicateQuestion: (slug: string) => `${desk(slug)}/duplicate`,
  archiveQuestion: (slug: string) => `${desk(slug)}/archive`,
  unarchiveQuestion: (slug: string) => `${desk(slug)}/unarchive`,
  credentials: (slug: string) => `${desk(slug)}/credentials`,
  replaceCredential: (slug: string) => `${desk(slug)}/credentials/replace`,
  revokeCredentials: (slug: string) => `${desk(slug)}/credentials/revoke`,
  votesCsv: (slug: string) => `${desk(slug)}/votes.csv`,
  votesForExcel: (slug: string) => `${desk(slug)}/votes.csv?for=excel`,
  auditLog: '/organise/log',
  observatory: '/observatory',
  trace,
  exports: '/organise/exports',
  newExport: '/organise/exports/new',
  export: job,
  retryExport: (id: string) => `${job(id)}/retry`,
  exportLive: (id: string) => `${job(id)}/live`,
  exportObject: (id: string, position: number) => `${job(id)}/objects/${position}`,
  exportFile: (id: string, position: number) => `${job(id)}/files/${position}`,
};
