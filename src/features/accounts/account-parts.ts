import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import type { Attempts } from '#src/features/accounts/attempts.ts';

/** What the pages and the API of accounts work with. */
export interface AccountParts {
  config: Config;
  database: Database;
  attempts: Attempts;
}
