import type { AccountModel } from '#src/database/models/account.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { AccountError, checkAccount, normaliseName } from '#src/features/accounts/account-rules.ts';
import { createAccount, findAccount } from '#src/features/accounts/account-store.ts';
import type { AttemptLimit } from '#src/features/accounts/attempts.ts';
import { HOUR, QUARTER, startOfHour } from '#src/features/accounts/hour.ts';
import { logIn } from '#src/features/accounts/log-in.ts';
import { addressGroup } from '#src/plugins/address-group.ts';

/** New accounts, and names asked for that were taken, from one address: a hall full of people may share it. */
const PER_ADDRESS: AttemptLimit = { kind: 'sign-up address', max: 100, window: HOUR };

type Parts = Omit<AccountParts, 'config'>;

interface Asked {
  name: string;
  password: string;
  address: string;
}

/**
 * Creates a voter's account for who asks for it.
 * @throws {AccountError} where name or password will not do.
 * @throws {TooManyAttempts}
 */
export async function signUp({ database, attempts }: Parts, asked: Asked): Promise<AccountModel> {
  const { name, password, address } = asked;
  checkAccount(normaliseName(name), password);
  await attempts.count([[PER_ADDRESS, addressGroup(address)]]);
  return createAccount(database, { name, password, role: 'voter' });
}

/**
 * The same for a form, which may be sent twice: a name that was taken just now, and whose password this is, is the sender's own.
 * @throws {AccountError} where name or password will not do.
 * @throws {TooManyAttempts}
 */
export async function signUpByForm(parts: Parts, asked: Asked): Promise<AccountModel> {
  try {
    return await signUp(parts, asked);
  } catch (error) {
    const taken = error instanceof AccountError && error.fault === 'nameTaken';
    const account = taken && (await findAccount(parts.database, asked.name));
    if (!account || account.createdAt < startOfHour(Date.now() - QUARTER)) throw error;
    const own = await logIn(parts, asked);
    if (!own) throw error;
    return own;
  }
}
