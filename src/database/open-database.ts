import type { Logger } from 'pino';
import type { Config, Secrets } from '#src/config/settings.ts';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { openEmbedded } from '#src/database/embedded/open-embedded.ts';
import { requireFitServer } from '#src/database/fit-server.ts';
import { verifiedUrl } from '#src/database/server-certificate.ts';

interface Options {
  config: Config;
  secrets: Secrets;
  /** True for the process that serves: it is the only one on an embedded database. */
  exclusive: boolean;
  log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Opens the database of `DATABASE_URL`, or else the embedded one; closing it also stops what it started.
 * @throws where `DATABASE_CA_FILE` holds no certificate, or where the database of `DATABASE_URL` is away or unfit.
 */
export async function openDatabase({ config, secrets, exclusive, log }: Options): Promise<Database> {
  const poolSize = config.databasePoolSize;
  if (secrets.databaseUrl) {
    const url = verifiedUrl(secrets.databaseUrl, config.databaseCaFile);
    // Sequelize loads its dialect while the server answers.
    const connect = async () => connectDatabase(url, { poolSize });
    const [, database] = await Promise.all([requireFitServer(url), connect()]);
    return database;
  }
  const embedded = await openEmbedded({ dataDir: config.dataDir, exclusive, log });
  const database = connectDatabase(embedded.url, { poolSize });
  return {
    ...database,
    close: async () => {
      await database.close();
      await embedded.stop();
    },
  };
}
