import type { AccessTokenModel } from '#src/database/models/access-token.ts';
import { type AccountModel, accountRoles } from '#src/database/models/account.ts';
import type { SessionModel } from '#src/database/models/session.ts';
import { LONGEST_TOKEN_NAME } from '#src/features/accounts/access-token-store.ts';
import { MAXIMUM_PASSWORD, MINIMUM_PASSWORD } from '#src/features/accounts/account-rules.ts';
import { dayOf } from '#src/features/accounts/hour.ts';
import { type Scope, scopes } from '#src/features/accounts/scopes.ts';
import { type Static, Type } from '#src/schema/type.ts';

export const RoleSchema = Type.Enum([...accountRoles], { description: 'What the account may do' });
const ScopesSchema = Type.Array(Type.Enum(scopes), { description: 'What the token is good for' });

/** A password as it is typed to log in or to confirm something: whatever it is, the answer is whether it fits. */
export const PasswordSchema = Type.String({ maxLength: MAXIMUM_PASSWORD });
export const NewPasswordSchema = Type.String({
  maxLength: MAXIMUM_PASSWORD,
  description: `At least ${MINIMUM_PASSWORD} characters, and not the name`,
});
export const NameSchema = Type.String({
  maxLength: 200,
  description: '1 to 64 letters, digits, dots, dashes, underscores or @; compared without case',
});

const day = (description: string) =>
  Type.Union([Type.String({ format: 'date' }), Type.Null()], { description });

/** An account as the API shows it. */
export const AccountResponse = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    role: RoleSchema,
    created_on: Type.String({ format: 'date', description: 'Day in UTC' }),
  },
  { title: 'Account' },
);

/** An account as the API tells it. */
export const toAccountResponse = ({
  id,
  name,
  role,
  createdAt,
}: AccountModel): Static<typeof AccountResponse> => ({
  id,
  name,
  role,
  created_on: dayOf(createdAt.getTime()),
});

/** A session as its owner sees it. Times are by the hour. */
export const SessionResponse = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    client: Type.String({ description: 'Browser and system that opened it, empty for a program' }),
    current: Type.Boolean({ description: 'Whether it carried this request' }),
    created_at: Type.String({ format: 'date-time' }),
    last_seen_at: Type.String({ format: 'date-time' }),
    expires_at: Type.String({ format: 'date-time' }),
  },
  { title: 'Session' },
);

/** A session as the API tells it; `current` is the id of the reader's own. */
export const toSessionResponse = (
  { id, client, createdAt, lastSeenAt, expiresAt }: SessionModel,
  current: string | undefined,
): Static<typeof SessionResponse> => ({
  id,
  client,
  current: id === current,
  created_at: createdAt.toISOString(),
  last_seen_at: lastSeenAt.toISOString(),
  expires_at: expiresAt.toISOString(),
});

/** An access token as its owner sees it, without the token itself. */
export const TokenResponse = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    scopes: ScopesSchema,
    created_on: Type.String({ format: 'date' }),
    expires_on: day('Last day it is good for, in UTC'),
    last_used_on: day('Day it was used last, in UTC'),
  },
  { title: 'Access token' },
);

export const TokenRequestSchema = Type.Object(
  {
    name: Type.String({
      maxLength: 10 * LONGEST_TOKEN_NAME,
      description: 'What it is for; unique in the account',
    }),
    scopes: Type.Array(Type.Enum(scopes), {
      maxItems: 100,
      description: 'At least one, of those the role can use',
    }),
    expires_on: Type.Union([Type.String({ format: 'date' }), Type.Null()], {
      default: null,
      description: 'Last day it is good for, in UTC; null for no end',
    }),
  },
  {
    additionalProperties: false,
    title: 'Access token to make',
    examples: [{ name: 'nightly export', scopes: ['exports:write'], expires_on: '2030-12-31' }],
  },
);

/** An access token as the API tells it, without what it is. */
export const toTokenResponse = (record: AccessTokenModel): Static<typeof TokenResponse> => ({
  id: record.id,
  name: record.name,
  scopes: record.scopes as Scope[],
  created_on: record.createdOn,
  expires_on: record.expiresOn ?? null,
  last_used_on: record.lastUsedOn ?? null,
});
