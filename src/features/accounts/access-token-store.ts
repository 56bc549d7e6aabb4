import { randomBytes } from 'node:crypto';
import { Op, UniqueConstraintError } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { AccessTokenModel } from '#src/database/models/access-token.ts';
import { dayOf } from '#src/features/accounts/hour.ts';
import { noteUse } from '#src/features/accounts/note-use.ts';
import { type Scope, scopesOf } from '#src/features/accounts/scopes.ts';
import { hashToken, type Identity } from '#src/features/accounts/session-store.ts';
import { Problem } from '#src/plugins/problem.ts';

/** How every access token begins, so that people and scanners know one when they see it. */
export const TOKEN_PREFIX = 'tsp_';
/** One that nobody can guess. */
export const newToken = (): string => TOKEN_PREFIX + randomBytes(32).toString('base64url');

export const LONGEST_TOKEN_NAME = 80;
/** Tokens of one account at most. */
export const MOST_TOKENS = 50;

/** A token that cannot be made as asked: which field is wrong, and how. */
export class TokenError extends Error {
  override name = 'TokenError';
  readonly field: 'name' | 'scopes' | 'expires';
  readonly reason:
    | 'nameMissing'
    | 'nameTooLong'
    | 'nameTaken'
    | 'scopesMissing'
    | 'scopesRole'
    | 'past'
    | 'tooMany';

  constructor(field: TokenError['field'], reason: TokenError['reason']) {
    super(reason);
    this.field = field;
    this.reason = reason;
  }
}

export interface TokenRequest {
  name: string;
  scopes: readonly Scope[];
  /** Last day of its life in UTC, `YYYY-MM-DD`, or null for one without an end. */
  expiresOn: string | null;
}

function check({ role }: Identity, { name, scopes, expiresOn }: TokenRequest): void {
  if (name === '') throw new TokenError('name', 'nameMissing');
  if ([...name].length > LONGEST_TOKEN_NAME) throw new TokenError('name', 'nameTooLong');
  if (scopes.length === 0) throw new TokenError('scopes', 'scopesMissing');
  const allowed = scopesOf(role);
  if (!scopes.every((scope) => allowed.includes(scope))) throw new TokenError('scopes', 'scopesRole');
  if (expiresOn !== null && expiresOn < dayOf(Date.now())) throw new TokenError('expires', 'past');
}

/**
 * Makes an access token, unless the account has this very one, and gives it with its record. The token itself is not stored.
 * @throws {TokenError} naming the field that will not do.
 */
export async function createAccessToken(
  database: Database,
  identity: Identity,
  asked: TokenRequest,
  token = newToken(),
): Promise<{ token: string; record: AccessTokenModel }> {
  const name = asked.name
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
  const request = { ...asked, name };
  check(identity, request);
  const { accountId } = identity;
  const made = {
    accountId,
    name,
    tokenHash: hashToken(token),
    scopes: [...new Set(request.scopes)],
    createdOn: dayOf(Date.now()),
    expiresOn: request.expiresOn,
  };
  try {
    const record = await database.sequelize.transaction(async (transaction) => {
      // Requests at the same time count one after the other.
      const owner = await database.accounts.findByPk(accountId, { lock: true, transaction });
      if (!owner) throw new Problem({ type: 'unauthorized', status: 401, title: 'The account is gone' });
      const before = await database.accessTokens.findOne({
        where: { accountId, tokenHash: made.tokenHash },
        transaction,
      });
      if (before) return before;
      if ((await database.accessTokens.count({ where: { accountId }, transaction })) >= MOST_TOKENS)
        throw new TokenError('name', 'tooMany');
      return database.accessTokens.create(made, { transaction });
    });
    return { token, record };
  } catch (error) {
    if (error instanceof UniqueConstraintError) throw new TokenError('name', 'nameTaken');
    throw error;
  }
}

/** Who the token belongs to and what it is good for, or undefined where it is unknown or has expired. */
export async function findAccessToken(database: Database, token: string): Promise<Identity | undefined> {
  const today = dayOf(Date.now());
  const record = await database.accessTokens.findOne({
    where: { tokenHash: hashToken(token), expiresOn: { [Op.or]: [null, { [Op.gte]: today }] } },
    include: 'account',
  });
  if (!record?.account) return undefined;
  if (record.lastUsedOn !== today) await noteUse(database, 'access_tokens', record.tokenHash, today);
  const { id, name, role } = record.account;
  return { accountId: id, name, role, scopes: record.scopes as Scope[] };
}

/** The account's tokens, newest first. */
export const listAccessTokens = (database: Database, accountId: number): Promise<AccessTokenModel[]> =>
  database.accessTokens.findAll({
    where: { accountId },
    order: [
      ['createdOn', 'DESC'],
      ['name', 'ASC'],
    ],
  });

/** Revokes one of the account's tokens. Gives whether there was one. */
export async function revokeAccessToken(database: Database, accountId: number, id: string): Promise<boolean> {
  return (await database.accessTokens.destroy({ where: { accountId, id } })) > 0;
}

/** Revokes every token of the account. Gives how many there were. */
export const revokeAccessTokens = (database: Database, accountId: number): Promise<number> =>
  database.accessTokens.destroy({ where: { accountId } });
