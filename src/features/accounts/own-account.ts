import type { AccountModel } from '#src/database/models/account.ts';
import { deleteAccount, setPassword } from '#src/features/accounts/account-changes.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { AccountError } from '#src/features/accounts/account-rules.ts';
import { fitsPassword } from '#src/features/accounts/account-store.ts';
import type { AttemptLimit } from '#src/features/accounts/attempts.ts';
import { QUARTER } from '#src/features/accounts/hour.ts';
import type { Identity } from '#src/features/accounts/session-store.ts';
import { addressGroup } from '#src/plugins/address-group.ts';

/** Wrong current passwords given by those who are logged in to one account: it may be a thief. */
const PER_ACCOUNT: AttemptLimit = { kind: 'confirm account', max: 10, window: QUARTER };
const PER_ADDRESS: AttemptLimit = { kind: 'confirm address', max: 50, window: QUARTER };

type Parts = Omit<AccountParts, 'config'>;

/** What people confirm with their password. */
export interface Confirmation {
  identity: Identity;
  password: string;
  address: string;
}

/**
 * The account of who is logged in, once they have shown that they know its password.
 * @throws {AccountError} `passwordWrong`.
 * @throws {TooManyAttempts}
 */
async function confirmed({ database, attempts }: Parts, { identity, password, address }: Confirmation) {
  const account = await database.accounts.findByPk(identity.accountId);
  const takeBack = await attempts.count([
    [PER_ACCOUNT, String(identity.accountId)],
    [PER_ADDRESS, addressGroup(address)],
  ]);
  if (!account || !(await fitsPassword(account, password))) throw new AccountError('passwordWrong');
  await takeBack();
  return account;
}

/** Changes the own password and ends every session, the one that asks included; gives the account for a new one. */
export async function changePassword(
  parts: Parts,
  confirmation: Confirmation,
  password: string,
): Promise<AccountModel> {
  const account = await confirmed(parts, confirmation);
  await setPassword(parts.database, account, password);
  return account;
}

/** Deletes the own account. @throws {AccountError} also where it is the last administrator's. */
export async function leave(parts: Parts, confirmation: Confirmation): Promise<void> {
  const account = await confirmed(parts, confirmation);
  await deleteAccount(parts.database, account.id);
}
