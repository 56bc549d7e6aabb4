import { Command, Option } from 'commander';
import { type PasswordOptions, readPassword } from '#src/commands/read-password.ts';
import { withDatabase, withNewDatabase } from '#src/commands/with-database.ts';
import type { Database } from '#src/database/database.ts';
import { type AccountModel, type AccountRole, accountRoles } from '#src/database/models/account.ts';
import { revokeAccessTokens } from '#src/features/accounts/access-token-store.ts';
import { deleteAccount, setPassword, setRole } from '#src/features/accounts/account-changes.ts';
import { listAccounts } from '#src/features/accounts/account-list.ts';
import { createAccount, findAccount } from '#src/features/accounts/account-store.ts';
import { dayOf } from '#src/features/accounts/hour.ts';
import { endSessions } from '#src/features/accounts/session-store.ts';
import { counted } from '#src/ui/counted.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Runs the work on the account of this name. @throws where there is none. */
const onAccount = (name: string, work: (database: Database, account: AccountModel) => Promise<void>) =>
  withDatabase(async ({ database }) => {
    const account = await findAccount(database, name);
    if (!account) throw new Error(`there is no account "${name}"`);
    await work(database, account);
  });

async function add(name: string, { role, ...options }: PasswordOptions & { role: AccountRole }) {
  const { password, shown } = await readPassword(options);
  const account = await withNewDatabase(({ database }) => createAccount(database, { name, password, role }));
  say(`created ${account.role} "${account.name}"${shown}`);
}

async function list({ search, role }: { search?: string; role?: AccountRole }) {
  await withDatabase(async ({ database }) => {
    let after: string | undefined;
    do {
      const page = await listAccounts(database, { limit: 100, search, role, after });
      for (const { name, role: held, createdAt } of page.accounts)
        say([held.padEnd(13), dayOf(createdAt.getTime()), name].join('  '));
      after = page.next;
    } while (after !== undefined);
  });
}

const changeRole = (name: string, role: AccountRole) =>
  onAccount(name, async (database, account) => {
    await setRole(database, account.id, role);
    say(`"${account.name}" is ${role}`);
  });

async function changePassword(name: string, options: PasswordOptions) {
  const { password, shown } = await readPassword(options);
  await onAccount(name, async (database, account) => {
    await setPassword(database, account, password);
    say(`changed the password of "${account.name}" and ended its sessions${shown}`);
  });
}

const revoke = (name: string) =>
  onAccount(name, async (database, account) => {
    const sessions = await endSessions(database, account.id);
    const tokens = await revokeAccessTokens(database, account.id);
    say(
      `ended ${counted(sessions, 'session')} of "${account.name}" and revoked ${counted(tokens, 'access token')}`,
    );
  });

const remove = (name: string) =>
  onAccount(name, async (database, account) => {
    await deleteAccount(database, account.id);
    say(`deleted "${account.name}"; its ballots stay counted`);
  });

const roleOption = () => new Option('--role <role>', 'what the account may do').choices(accountRoles);
const named = (name: string, about: string) =>
  new Command(name).description(about).argument('<name>', 'name of the account');

/** `tallyscope user`: makes accounts, lists them and changes what they may do. */
export const userCommand = () =>
  new Command('user')
    .description('manage accounts')
    .addCommand(
      named('add', 'create an account; without --password-stdin a password is generated and printed')
        .addOption(roleOption().default('organiser'))
        .option('--password-stdin', 'read the password from standard input')
        .action(add),
    )
    .addCommand(
      new Command('list')
        .description('list accounts by name: role, day of creation, name')
        .addOption(roleOption())
        .option('--search <text>', 'part of the name')
        .action(list),
    )
    .addCommand(
      named('role', 'set what an account may do')
        .addArgument(new Command().createArgument('<role>', 'its new role').choices(accountRoles))
        .action(changeRole),
    )
    .addCommand(
      named(
        'password',
        'set a new password and end all sessions; without --password-stdin one is generated and printed',
      )
        .option('--password-stdin', 'read the password from standard input')
        .action(changePassword),
    )
    .addCommand(named('revoke', 'end all sessions and revoke all access tokens').action(revoke))
    .addCommand(named('delete', 'delete an account; its ballots stay counted').action(remove));
