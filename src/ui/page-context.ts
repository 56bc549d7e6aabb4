import type { Html } from './html.ts';

export type Locale = 'en' | 'es';

/** A message shown once at the top of the next page. */
export interface Flash {
  kind: 'success' | 'info';
  text: string;
}

/** What the page shell needs to know about the request and the running service. */
export interface PageContext {
  /** Path of the request, without its query. */
  path: string;
  /** Address to come back to after a form in the shell: that of this page, with its query. */
  returnTo: string;
  user?: { name: string; role: string } | undefined;
  /** Whether people may make accounts for themselves. */
  signUp?: boolean;
  csrf: string;
  version: string;
  build: string;
  operator?: { name: string; url?: string | undefined } | undefined;
  traceId?: string | undefined;
  flash?: Flash | undefined;
  /** What the footer tells of visits, where the page counts as one. */
  visitLine?: Html | undefined;
  /** Fresh id for the ballot that a form on this page would cast. */
  newBallot: string;
  locale: Locale;
}
