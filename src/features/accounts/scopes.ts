import type { AccountRole } from '#src/database/models/account.ts';

/** What an access token may be good for, each with the roles that can make use of it. */
const scopeRoles = {
  'votes:write': ['voter', 'organiser', 'administrator'],
  'questions:read': ['organiser', 'administrator'],
  'questions:write': ['organiser', 'administrator'],
  'results:read': ['organiser', 'administrator'],
  'exports:write': ['organiser', 'administrator'],
} as const satisfies Record<string, readonly AccountRole[]>;

export type Scope = keyof typeof scopeRoles;
export const scopes = Object.keys(scopeRoles) as Scope[];

/** The scopes that an account of this role can make use of. */
export const scopesOf = (role: AccountRole): Scope[] =>
  scopes.filter((scope) => (scopeRoles[scope] as readonly AccountRole[]).includes(role));

/**
 * The `security` of a route's schema: its OpenAPI entry, and what an access token is held to. Without a scope the
 * route takes sessions only.
 */
export const bearer = (...needed: Scope[]) => [{ bearer: needed }];

/** The same for a route that anybody may use and that answers more, or in their name, to who is logged in. */
export const optionalBearer = (...needed: Scope[]) => [{}, { bearer: needed }];
