import { loadConfig } from '#src/config/load-config.ts';
import { connectDatabase } from '#src/database/database.ts';
import { openExports } from '#src/features/exports/open-exports.ts';
import { QUICK_PACE } from '#src/features/exports/testing/test-bed.ts';

/** A worker process of its own for tests that kill it. */
const configuration = loadConfig();
const database = connectDatabase(configuration.secrets.databaseUrl ?? '', { poolSize: 2 });
const exports = openExports(configuration, database, { error() {} }, QUICK_PACE);
await exports.start();
process.once('SIGTERM', async () => {
  await exports.stop();
  await database.close();
});
