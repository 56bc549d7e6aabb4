const segment = encodeURIComponent;
const question = (slug: string) => `/questions/${segment(slug)}`;
const desk = (slug: string) => `/organise/questions/${segment(slug)}`;
const trace = (id: string) => `/observatory/traces/${segment(id)}`;
const job = (id: string) => `/organise/exports/${segment(id)}`;

/** Address of every page and form target, each segment percent-encoded. */
export const paths = {
  index: '/',
  login: '/login',
  loginFor: (next: string) => `/login?next=${segment(next)}`,
  logout: '/logout',
  signUp: '/signup',
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
  castVote: (slug: string) => `${question(slug)}/votes`,
  results: (slug: string) => `${question(slug)}/results`,
  live: (slug: string) => `${question(slug)}/live`,
  present: (slug: string) => `${question(slug)}/present`,
  embed: (slug: string) => `/embed${question(slug)}`,
  desk: '/organise',
  newQuestion: '/organise/questions/new',
  editQuestion: (slug: string) => `${desk(slug)}/edit`,
  publishQuestion: (slug: string) => `${desk(slug)}/publish`,
  closeQuestion: (slug: string) => `${desk(slug)}/close`,
  deleteQuestion: (slug: string) => `${desk(slug)}/delete`,
  duplicateQuestion: (slug: string) => `${desk(slug)}/duplicate`,
  archiveQuestion: (slug: string) => `${desk(slug)}/archive`,
  unarchiveQuestion: (slug: string) => `${desk(slug)}/unarchive`,
  credentials: (slug: string) => `${desk(slug)}/credentials`,
  revokeCredentials: (slug: string) => `${desk(slug)}/credentials/revoke`,
  votesCsv: (slug: string) => `${desk(slug)}/votes.csv`,
  auditLog: '/organise/log',
  observatory: '/observatory',
  trace,
  exports: '/organise/exports',
  newExport: '/organise/exports/new',
  export: job,
  retryExport: (id: string) => `${job(id)}/retry`,
  exportLive: (id: string) => `${job(id)}/live`,
  exportObject: (id: string, position: number) => `${job(id)}/objects/${position}`,
};
