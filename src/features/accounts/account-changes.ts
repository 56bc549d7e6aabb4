import type { Transaction } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { AccountModel, AccountRole } from '#src/database/models/account.ts';
import { type Actor, recordAction } from '#src/database/record-action.ts';
import { AccountError, passwordFault } from '#src/features/accounts/account-rules.ts';
import { hashPassword } from '#src/features/accounts/password.ts';

/**
 * Gives the account a new password and ends all its sessions. Of two changes at once the first holds: somebody with the old
 * password cannot undo the change that was meant to keep them out.
 * @throws {AccountError} where the password will not do, or is another than when the account was read.
 */
export async function setPassword(
  database: Database,
  account: AccountModel,
  password: string,
): Promise<void> {
  const fault = passwordFault(account.name, password);
  if (fault) throw new AccountError(fault);
  const passwordHash = await hashPassword(password);
  await database.sequelize.transaction(async (transaction) => {
    const { id, passwordHash: before } = account;
    const where = { id, passwordHash: before };
    const [changed] = await database.accounts.update({ passwordHash }, { where, transaction });
    if (changed === 0) throw new AccountError('passwordWrong');
    await database.sessions.destroy({ where: { accountId: id }, transaction });
  });
  account.passwordHash = passwordHash;
}

/** Locks the administrators, so that two who step down at once do not both believe in the other. */
async function keepAdministrator(
  database: Database,
  leaving: number,
  transaction: Transaction,
): Promise<void> {
  const administrators = await database.accounts.findAll({
    where: { role: 'administrator' },
    order: [['id', 'ASC']],
    lock: true,
    transaction,
  });
  const [first] = administrators;
  if (administrators.length === 1 && first?.id === leaving) throw new AccountError('lastAdministrator');
}

/**
 * Sets what an account may do; it holds from the next request on. Gives the account, or null where there is none.
 * @throws {AccountError} where it would leave no administrator.
 */
export function setRole(
  database: Database,
  id: number,
  role: AccountRole,
  actor: Actor | null = null,
): Promise<AccountModel | null> {
  return database.sequelize.transaction(async (transaction) => {
    if (role !== 'administrator') await keepAdministrator(database, id, transaction);
    const account = await database.accounts.findByPk(id, { transaction, lock: true });
    if (!account || account.role === role) return account;
    const details = { account: account.name, role };
    await recordAction(database.sequelize, transaction, { actor, action: 'account.role_changed', details });
    return account.update({ role }, { transaction });
  });
}

/**
 * Deletes an account with its sessions and tokens; ballots stay counted and questions stay, without an author.
 * @throws {AccountError} where it would leave no administrator.
 */
export function deleteAccount(database: Database, id: number): Promise<void> {
  return database.sequelize.transaction(async (transaction) => {
    await keepAdministrator(database, id, transaction);
    await database.accounts.destroy({ where: { id }, transaction });
  });
}
