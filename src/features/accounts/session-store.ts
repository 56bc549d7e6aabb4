import { createHash, randomBytes } from 'node:crypto';
import { Op, type Transaction } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { AccountModel, AccountRole } from '#src/database/models/account.ts';
import type { SessionModel } from '#src/database/models/session.ts';
import { HOUR, startOfHour } from '#src/features/accounts/hour.ts';
import { noteUse } from '#src/features/accounts/note-use.ts';
import type { Scope } from '#src/features/accounts/scopes.ts';
import { Problem } from '#src/plugins/problem.ts';

/** A session ends at the first full hour after this long without use, in milliseconds. */
const IDLE = 12 * HOUR;
/** A session ends after this long whatever happens, in milliseconds, less the begun hour. */
export const SESSION_LIFETIME = 7 * 24 * HOUR;

/** Sessions of one account at most: the next one ends the one used longest ago. */
const MOST_SESSIONS = 100;
const BY_USE: [string, string][] = [
  ['lastSeenAt', 'DESC'],
  ['createdAt', 'DESC'],
  ['id', 'ASC'],
];

/** Who is logged in, and by what. */
export interface Identity {
  accountId: number;
  name: string;
  role: AccountRole;
  /** The session, where it is one. */
  sessionId?: string;
  /** What an access token is good for; absent where everything the role may do is allowed. */
  scopes?: readonly Scope[];
}

/** The key a token of 256 random bits is found by; no salt, since there is nothing to guess. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** When a session opened now ends at the latest. */
export const sessionExpiry = (now = Date.now()): Date =>
  new Date(startOfHour(now).getTime() + SESSION_LIFETIME);

const alive = (now: number) => ({
  expiresAt: { [Op.gt]: new Date(now) },
  lastSeenAt: { [Op.gte]: new Date(startOfHour(now).getTime() - IDLE) },
});

/** Ends those sessions of the account that were used longest ago, so that one more is not too many. */
async function makeRoom({ sessions }: Database, accountId: number, transaction: Transaction): Promise<void> {
  const over = await sessions.findAll({
    attributes: ['id'],
    where: { accountId },
    order: BY_USE,
    offset: MOST_SESSIONS - 1,
    transaction,
  });
  if (over.length > 0) await sessions.destroy({ where: { id: over.map(({ id }) => id) }, transaction });
}

/**
 * Opens a session for the account and gives its token, which is stored nowhere. `client` is what the owner knows it by.
 * @throws a 401 problem where the account is gone, or its password was changed since it was read: that ends all sessions,
 * one included that is about to be opened with the password from before.
 */
export async function openSession(database: Database, account: AccountModel, client = ''): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = Date.now();
  await database.sessions.destroy({ where: { expiresAt: { [Op.lte]: new Date(now) } } });
  const { id, passwordHash } = account;
  await database.sequelize.transaction(async (transaction) => {
    const found = await database.accounts.findOne({ where: { id, passwordHash }, lock: true, transaction });
    if (!found) throw new Problem({ type: 'unauthorized', status: 401, title: 'Log in again' });
    await makeRoom(database, id, transaction);
    const session = {
      tokenHash: hashToken(token),
      accountId: id,
      createdAt: startOfHour(now),
      lastSeenAt: startOfHour(now),
      expiresAt: sessionExpiry(now),
      client: client.slice(0, 80),
    };
    await database.sessions.create(session, { transaction });
  });
  return token;
}

/** Who the token belongs to, or undefined where it is unknown or has expired. */
export async function findSession(database: Database, token: string): Promise<Identity | undefined> {
  const now = Date.now();
  const session = await database.sessions.findOne({
    where: { tokenHash: hashToken(token), ...alive(now) },
    include: 'account',
  });
  if (!session?.account) return undefined;
  const hour = startOfHour(now);
  if (session.lastSeenAt < hour) await noteUse(database, 'sessions', session.tokenHash, hour);
  const { id, name, role } = session.account;
  return { accountId: id, name, role, sessionId: session.id };
}

/** The account's sessions that still open something, those used last first. */
export const listSessions = (database: Database, accountId: number): Promise<SessionModel[]> =>
  database.sessions.findAll({
    where: { accountId, ...alive(Date.now()) },
    order: BY_USE,
  });

/** Ends the session behind the token. */
export async function closeSession(database: Database, token: string): Promise<void> {
  await database.sessions.destroy({ where: { tokenHash: hashToken(token) } });
}

/** Ends one of the account's sessions by its id. Gives whether there was one. */
export async function endSession(database: Database, accountId: number, id: string): Promise<boolean> {
  return (await database.sessions.destroy({ where: { accountId, id } })) > 0;
}

/** Ends every session of the account. Gives how many there were. */
export const endSessions = (database: Database, accountId: number): Promise<number> =>
  database.sessions.destroy({ where: { accountId } });
