import type pg from 'pg';
import { certificateProblem } from './server-certificate.ts';
import { WatchedClient } from './watched-client.ts';

/** The database of `DATABASE_URL` cannot be served from, which its operator can do something about: one sentence. */
export class ServerUnfit extends Error {
  override name = 'ServerUnfit';
}

/** A pooler gives a session to whoever was last without one, mostly; beside other processes it may take more tries to meet it. */
const TRIES = 5;

const sessionOf = async (client: pg.Client) =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;

/**
 * Whether a connection is in the same session with its next statement, where a pooler may give sessions in turn, and again
 * after another one had a transaction, where it gives the one that was used last.
 */
async function keepsSession(one: pg.Client, other: pg.Client): Promise<boolean> {
  const session = await sessionOf(one);
  if ((await sessionOf(one)) !== session) return false;
  await other.query('BEGIN');
  await sessionOf(other);
  const again = await sessionOf(one);
  await other.query('COMMIT');
  return session === again;
}

/** What the statements here were tried on at the least, as `server_version_num` has it. */
const OLDEST = 140_000;

/** @throws {ServerUnfit} where that fails, and the error itself where the reason is the server's certificate. */
async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if (certificateProblem(error)) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    const why = message.startsWith('timeout') ? 'nothing answers there' : message || code;
    throw new ServerUnfit(`There is no connection to the database of DATABASE_URL: ${why}.`, {
      cause: error,
    });
  }
}

interface Settings {
  version: string;
  number: number;
  encoding: string;
  role: string;
}

async function readSettings(client: pg.Client): Promise<Settings | undefined> {
  const { rows } = await client.query<Settings>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS number,
       current_setting('server_encoding') AS encoding, current_setting('session_replication_role') AS role`,
  );
  return rows[0];
}

/** Says why votes cannot be counted where a session has these settings; undefined where they can. */
function unfitness({ version, number, encoding, role }: Settings): string | undefined {
  if (number < OLDEST)
    return `The server is PostgreSQL ${version}: this service needs ${OLDEST / 10_000} or newer.`;
  if (encoding !== 'UTF8') return `The database is encoded in ${encoding}: create one with ENCODING 'UTF8'.`;
  if (role !== 'origin')
    return `session_replication_role is ${role}, which turns foreign keys and triggers off: reset it for the database and the role.`;
  return undefined;
}

/**
 * Looks whether the database is one that votes can be counted in.
 * @throws {ServerUnfit} where the server cannot be reached, or is too old, the database holds no Unicode, foreign keys and triggers are off, or something in between shares sessions among connections: prepared statements
 * and advisory locks belong to a session, and notifications come to it.
 */
export async function requireFitServer(url: string): Promise<void> {
  const client = () =>
    new WatchedClient({
      connectionString: url,
      application_name: 'tallyscope',
    });
  const [one, other] = [client(), client()];
  try {
    await connect(one);
    await connect(other);
    const settings = await readSettings(one);
    const problem = settings && unfitness(settings);
    if (problem) throw new ServerUnfit(problem);
    for (let tries = 0; tries < TRIES; tries += 1)
      if (!(await keepsSession(one, other)))
        throw new ServerUnfit(
          'DATABASE_URL leads to a pooler that shares sessions among connections: point it at PostgreSQL, or at a pool in session mode.',
        );
  } finally {
    await Promise.all([one.end(), other.end()]);
  }
}
