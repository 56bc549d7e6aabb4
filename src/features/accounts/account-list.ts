import { Op } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { AccountModel, AccountRole } from '#src/database/models/account.ts';
import { normaliseName } from '#src/features/accounts/account-rules.ts';

export interface AccountQuery {
  limit: number;
  /** Part of a name. */
  search?: string | undefined;
  role?: AccountRole | undefined;
  /** Cursors of {@link AccountsPage}; of both `after` holds. */
  after?: string | undefined;
  before?: string | undefined;
}

/** One page of accounts by name, with cursors to its neighbours. */
export interface AccountsPage {
  accounts: AccountModel[];
  previous?: string | undefined;
  next?: string | undefined;
}

const encode = (account: AccountModel | undefined) =>
  account && Buffer.from(account.name).toString('base64url');
/** Any text is a place in the order of names; PostgreSQL takes all but the null character. */
const decode = (cursor: string) => Buffer.from(cursor, 'base64url').toString().replaceAll('\0', '');
/** Text as it stands for itself in a LIKE pattern. */
const literally = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&').replaceAll('\0', '');

/** The page of accounts after or before a cursor. */
export async function listAccounts(
  database: Database,
  { limit, search = '', role, after, before }: AccountQuery,
): Promise<AccountsPage> {
  const backwards = after === undefined && before !== undefined;
  const part = literally(normaliseName(search));
  const conditions = [
    ...(part ? [{ name: { [Op.like]: `%${part}%` } }] : []),
    ...(role ? [{ role }] : []),
    ...(after !== undefined ? [{ name: { [Op.gt]: decode(after) } }] : []),
    ...(backwards ? [{ name: { [Op.lt]: decode(before) } }] : []),
  ];
  // One more than asked for tells whether there is a neighbour on the far side.
  const found = await database.accounts.findAll({
    where: { [Op.and]: conditions },
    order: [['name', backwards ? 'DESC' : 'ASC']],
    limit: limit + 1,
  });
  const more = found.length > limit;
  const accounts = backwards ? found.slice(0, limit).reverse() : found.slice(0, limit);
  return {
    accounts,
    previous: after !== undefined || (backwards && more) ? encode(accounts[0]) : undefined,
    next: backwards || more ? encode(accounts.at(-1)) : undefined,
  };
}
