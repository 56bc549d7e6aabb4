import { after } from 'node:test';
import type { Cleanup } from './cleanup.ts';
import { copyTemplate, databaseUrl, dropDatabase, newDatabaseName } from './template-database.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let ownServer: Promise<TestServer> | undefined;

// At the top of the file this belongs to the test file as a whole, so it runs after every test's own hooks.
after(async () => (await ownServer)?.stop());

/**
 * Creates a migrated, empty database for one test or suite, dropped when it ends; gives its URL. The server is the one
 * of the test run; a test file that is run without the global setup starts one of its own. `after` hooks run in the
 * order they were registered: connections still open when the database is dropped are cut.
 */
export async function createTestDatabase(t: Cleanup): Promise<string> {
  const serverUrl = await findServerUrl();
  const name = newDatabaseName();
  await copyTemplate(serverUrl, name);
  t.after(() => dropDatabase(serverUrl, name));
  return databaseUrl(serverUrl, name);
}

async function findServerUrl(): Promise<string> {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
  ownServer ??= startTestServer({ durable: false });
  return (await ownServer).url;
}
