import type { Database } from '#src/database/database.ts';
import type { AccountModel } from '#src/database/models/account.ts';
import { checkAccount, normaliseName } from '#src/features/accounts/account-rules.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import type { AttemptLimit, Attempts } from '#src/features/accounts/attempts.ts';
import { HOUR } from '#src/features/accounts/hour.ts';
import { addressGroup } from '#src/plugins/address-group.ts';

/** New accounts, and names asked for that were taken, from one address: a hall full of people may share it. */
const PER_ADDRESS: AttemptLimit = { kind: 'sign-up address', max: 100, window: HOUR };

/**
 * Creates a voter's account for who asks for it.
 * @throws {AccountError} where name or password will not do.
 * @throws {TooManyAttempts}
 */
export async function signUp(
  { database, attempts }: { database: Database; attempts: Attempts },
  { name, password, address }: { name: string; password: string; address: string },
): Promise<AccountModel> {
  checkAccount(normaliseName(name), password);
  await attempts.count([[PER_ADDRESS, addressGroup(address)]]);
  return createAccount(database, { name, password, role: 'voter' });
}
