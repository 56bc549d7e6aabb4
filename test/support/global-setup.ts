import { makePlain } from './plain-environment.ts';
import { dropTemplate, prepareTemplate } from './template-database.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer | undefined;

/**
 * Starts one PostgreSQL for the whole run, unless TEST_DATABASE_URL names one, and migrates what databases are copied
 * from; test processes inherit its URL, and no settings of somebody's shell.
 */
export async function globalSetup(): Promise<void> {
  makePlain(process.env);
  if (process.env.TEST_DATABASE_URL) {
    await dropTemplate(process.env.TEST_DATABASE_URL);
  } else {
    server = await startTestServer({ durable: false });
    process.env.TEST_DATABASE_URL = server.url;
  }
  await prepareTemplate(process.env.TEST_DATABASE_URL);
}

/** Stops that server and removes its directory. */
export async function globalTeardown(): Promise<void> {
  await server?.stop();
}
