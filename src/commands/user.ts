import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { withDatabase } from '#src/commands/with-database.ts';
import { type AccountRole, accountRoles } from '#src/database/models/account.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';

interface AddOptions {
  role: AccountRole;
  passwordStdin?: true;
}

async function addUser(name: string, { role, passwordStdin }: AddOptions): Promise<void> {
  const given = passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
  const password = given ?? randomBytes(15).toString('base64url');
  const account = await withDatabase(({ database }) => createAccount(database, { name, password, role }));
  const shown = given === undefined ? `, password ${password}` : '';
  process.stdout.write(`created ${account.role} "${account.name}"${shown}\n`);
}

/** `tallyscope user add`: creates an account, with a generated password unless one comes on standard input. */
export const userCommand = () =>
  new Command('user')
    .description('manage accounts')
    .addCommand(
      new Command('add')
        .description('create an account; without --password-stdin a password is generated and printed')
        .argument('<name>')
        .addOption(
          new Option('--role <role>', 'what the account may do').choices(accountRoles).default('organiser'),
        )
        .option('--password-stdin', 'read the password from standard input')
        .action(addUser),
    );
