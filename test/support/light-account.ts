import type { Database } from '#src/database/database.ts';
import type { AccountModel, AccountRole } from '#src/database/models/account.ts';
import { startOfHour } from '#src/features/accounts/hour.ts';
import { hashPassword } from '#src/features/accounts/password.ts';

/** The least that argon2id takes. A hash says what it cost, so that logging in is as quick. */
const LEAST = { memory: 8, passes: 1, parallelism: 1 };

/** An account whose password is quick to hash, for tests that need many and are about something else. */
export async function lightAccount(
  database: Database,
  { name, password, role }: { name: string; password: string; role: AccountRole },
): Promise<AccountModel> {
  return database.accounts.create({
    name,
    passwordHash: await hashPassword(password, LEAST),
    role,
    createdAt: startOfHour(Date.now()),
  });
}
