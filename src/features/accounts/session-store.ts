import { createHash, randomBytes } from 'node:crypto';
import { Op } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { AccountModel, AccountRole } from '#src/database/models/account.ts';

const HOUR = 3_600_000;
/** A session ends after this long without use, in milliseconds. */
const IDLE = 12 * HOUR;
/** A session ends after this long whatever happens, in milliseconds. */
export const SESSION_LIFETIME = 7 * 24 * HOUR;
/** Use is written down at most this often, in milliseconds. */
const TOUCH = 60_000;

/** Who is logged in. */
export interface Identity {
  accountId: number;
  name: string;
  role: AccountRole;
}

const hash = (token: string) => createHash('sha256').update(token).digest();

/** Opens a session for the account and gives its token, which is stored nowhere. */
export async function openSession(database: Database, account: AccountModel): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const now = Date.now();
  await database.sessions.create({
    tokenHash: hash(token),
    accountId: account.id,
    lastSeenAt: new Date(now),
    expiresAt: new Date(now + SESSION_LIFETIME),
  });
  return token;
}

/** Who the token belongs to, or undefined where it is unknown or has expired. */
export async function findSession(database: Database, token: string): Promise<Identity | undefined> {
  const now = new Date();
  const session = await database.sessions.findOne({
    where: {
      tokenHash: hash(token),
      expiresAt: { [Op.gt]: now },
      lastSeenAt: { [Op.gt]: new Date(now.getTime() - IDLE) },
    },
    include: 'account',
  });
  if (!session?.account) return undefined;
  if (now.getTime() - session.lastSeenAt.getTime() > TOUCH) await session.update({ lastSeenAt: now });
  return { accountId: session.account.id, name: session.account.name, role: session.account.role };
}

/** Ends the session behind the token. */
export async function closeSession(database: Database, token: string): Promise<void> {
  await database.sessions.destroy({ where: { tokenHash: hash(token) } });
}
