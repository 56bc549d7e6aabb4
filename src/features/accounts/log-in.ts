import type { Database } from '#src/database/database.ts';
import type { AccountModel } from '#src/database/models/account.ts';
import { normaliseName } from '#src/features/accounts/account-rules.ts';
import { findAccount, fitsPassword } from '#src/features/accounts/account-store.ts';
import type { AttemptLimit, Attempts } from '#src/features/accounts/attempts.ts';
import { QUARTER } from '#src/features/accounts/hour.ts';
import { addressGroup } from '#src/plugins/address-group.ts';

/** Wrong passwords for one account from one address, or from one browser that has been logged in to it before. */
const PER_PERSON: AttemptLimit = { kind: 'log-in person', max: 10, window: QUARTER };
/**
 * Wrong passwords from one address, for any account. Each account that logs in from the address takes one back: a hall of people
 * who mistype has many of those, somebody who guesses has few.
 */
const PER_ADDRESS: AttemptLimit = { kind: 'log-in address', max: 50, window: QUARTER };
/** Wrong passwords for one account, from all over the world. */
const PER_ACCOUNT: AttemptLimit = { kind: 'log-in account', max: 100, window: QUARTER };

export interface LogIn {
  name: string;
  password: string;
  address: string;
  /** What the browser keeps since it was logged in before. */
  device?: { accountId: number; id: string } | undefined;
}

/**
 * The account that name and password belong to, or undefined; one answer and one duration for a wrong name and a wrong
 * password. A browser that has been logged in to the account before counts for itself: what others try from elsewhere
 * cannot keep its owner out.
 * @throws {TooManyAttempts}
 */
export async function logIn(
  { database, attempts }: { database: Database; attempts: Attempts },
  { name, password, address, device }: LogIn,
): Promise<AccountModel | undefined> {
  const account = await findAccount(database, name);
  const known = account !== null && device?.accountId === account.id;
  const person = normaliseName(name);
  const group = addressGroup(address);
  const undone = [];
  if (known) {
    undone.push(await attempts.count([[PER_PERSON, `${person} ${device.id}`]]));
  } else {
    // The narrow limits come first: an attempt that they refuse does not count against the account.
    const narrow = [[PER_PERSON, `${person} ${group}`] as const, [PER_ADDRESS, group] as const];
    undone.push(await attempts.count(narrow), await attempts.count([[PER_ACCOUNT, person]]));
  }
  if (!(await fitsPassword(account, password))) return undefined;
  for (const undo of undone) await undo();
  if (!known && (await attempts.first('log-in right', QUARTER, `${person} ${group}`)))
    await attempts.forgive([PER_ADDRESS, group]);
  return account ?? undefined;
}
