import type { Database } from '#src/database/database.ts';
import type { AccountRole } from '#src/database/models/account.ts';
import { createAccount, findAccount } from '#src/features/accounts/account-store.ts';

/** Who takes part in the demo. */
const demoPeople: Readonly<Record<string, AccountRole>> = {
  organiser: 'organiser',
  user_1: 'voter',
  user_2: 'voter',
};

/** Accounts of the demo by name, and which of them were made now, with the password given. */
export interface People {
  ids: ReadonlyMap<string, number>;
  made: string[];
}

/** Makes the accounts that are not there yet; of the others nothing changes, neither role nor password. */
export async function addPeople(database: Database, password: string): Promise<People> {
  const ids = new Map<string, number>();
  const made: string[] = [];
  for (const [name, role] of Object.entries(demoPeople)) {
    const known = await findAccount(database, name);
    const account = known ?? (await createAccount(database, { name, password, role }));
    if (!known) made.push(name);
    ids.set(name, account.id);
  }
  return { ids, made };
}
