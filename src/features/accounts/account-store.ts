import { randomBytes } from 'node:crypto';
import { UniqueConstraintError } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { AccountModel, AccountRole } from '#src/database/models/account.ts';
import { hashPassword, verifyPassword } from '#src/features/accounts/password.ts';

/** An account that cannot be made as asked; the message says why. */
export class AccountError extends Error {
  override name = 'AccountError';
}

export const MINIMUM_PASSWORD = 10;

const normalise = (name: string) => name.normalize('NFKC').trim().toLowerCase();

/** Creates an account. Names are compared without case. @throws {AccountError} where the name or password will not do. */
export async function createAccount(
  database: Database,
  { name, password, role }: { name: string; password: string; role: AccountRole },
): Promise<AccountModel> {
  const known = normalise(name);
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u.test(known)) {
    throw new AccountError('A name has 1 to 64 letters, digits, dots, dashes, underscores or @.');
  }
  if ([...password].length < MINIMUM_PASSWORD) {
    throw new AccountError(`A password has at least ${MINIMUM_PASSWORD} characters.`);
  }
  try {
    return await database.accounts.create({ name: known, passwordHash: await hashPassword(password), role });
  } catch (error) {
    if (error instanceof UniqueConstraintError)
      throw new AccountError(`There is an account "${known}" already.`);
    throw error;
  }
}

/** A hash that no password fits: an unknown name costs the same time as a wrong password. */
const decoy = hashPassword(randomBytes(32).toString('hex'));

/** The account that the name and password belong to, or undefined; one answer and one duration for both faults. */
export async function authenticate(
  database: Database,
  name: string,
  password: string,
): Promise<AccountModel | undefined> {
  const account = await database.accounts.findOne({ where: { name: normalise(name) } });
  const fits = await verifyPassword(password, account?.passwordHash ?? (await decoy));
  return account && fits ? account : undefined;
}
