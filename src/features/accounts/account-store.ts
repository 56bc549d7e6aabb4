import { randomBytes } from 'node:crypto';
import { DatabaseError, UniqueConstraintError } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { AccountModel, AccountRole } from '#src/database/models/account.ts';
import { sqlState } from '#src/database/sql-state.ts';
import {
  AccountError,
  checkAccount,
  nameFault,
  normaliseName,
} from '#src/features/accounts/account-rules.ts';
import { startOfHour } from '#src/features/accounts/hour.ts';
import { hashPassword, verifyPassword } from '#src/features/accounts/password.ts';

/** Creates an account. Names are compared without case. @throws {AccountError} where the name or password will not do. */
export async function createAccount(
  database: Database,
  { name, password, role }: { name: string; password: string; role: AccountRole },
): Promise<AccountModel> {
  const known = normaliseName(name);
  checkAccount(known, password);
  try {
    const passwordHash = await hashPassword(password);
    return await database.accounts.create({
      name: known,
      passwordHash,
      role,
      createdAt: startOfHour(Date.now()),
    });
  } catch (error) {
    if (error instanceof UniqueConstraintError) throw new AccountError('nameTaken');
    if (isRefused(error)) throw new AccountError('nameInvalid');
    throw error;
  }
}

/** PostgreSQL has the last word on what a letter without case is; its table of Unicode may be another than ours. */
const isRefused = (error: unknown) => error instanceof DatabaseError && sqlState(error) === '23514';

/** The account of this name, however it is written, or null. */
export async function findAccount(database: Database, name: string): Promise<AccountModel | null> {
  const known = normaliseName(name);
  return nameFault(known) ? null : database.accounts.findOne({ where: { name: known } });
}

/** A hash that no password fits: an unknown name costs the same time as a wrong password. */
const decoy = hashPassword(randomBytes(32).toString('hex'));

/** Whether the password is that of the account; as slow for an account that does not exist as for a wrong password. */
export async function fitsPassword(account: AccountModel | null, password: string): Promise<boolean> {
  const fits = await verifyPassword(password, account?.passwordHash ?? (await decoy));
  return account !== null && fits;
}
