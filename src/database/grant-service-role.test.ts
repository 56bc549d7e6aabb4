import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { prepareCluster } from '#src/database/embedded/prepare-cluster.ts';
import { ensureRunning, stopServer } from '#src/database/embedded/run-server.ts';
import { grantServiceRole, RoleUnfit } from '#src/database/grant-service-role.ts';
import { migrate } from '#src/database/migrate.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { openSession } from '#src/features/accounts/session-store.ts';
import { prepareQueue } from '#src/features/exports/export-queue.ts';
import { startS3 } from '#src/features/exports/testing/start-s3.ts';
import { query } from '../../test/support/embedded.ts';
import { eventually } from '../../test/support/eventually.ts';
import { makeScratchDirectory } from '../../test/support/scratch-directory.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';

/** A program starts in a second, and in many where others start as well. */
const PATIENCE = { withinMs: 60_000 };

/** The whole service as a program that knows the database by this URL alone. */
async function startProgram(env: NodeJS.ProcessEnv) {
  const program = spawn(process.execPath, ['src/main.ts', 'serve'], {
    env: { ...process.env, NODE_V8_COVERAGE: '', PORT: '0', SESSION_SECRET: 's'.repeat(40), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [program.stdout, program.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = once(program, 'exit').then(() => Promise.reject(new Error(output)));
  const listening = eventually(() => {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
    assert.ok(address || program.exitCode !== null);
    return address ?? '';
  }, PATIENCE);
  const origin = await Promise.race([listening, ended]);
  ended.catch(() => undefined);
  return { program, origin, output: () => output };
}

const as = (address: string, user: string) => {
  const url = new URL(address);
  url.username = user;
  return url.href;
};

async function end(program: ChildProcess) {
  const exit = once(program, 'exit');
  program.kill('SIGTERM');
  await exit;
}

describe('a service whose role may only serve', () => {
  const cleanup = suiteCleanup();
  const role = 'only_serves';
  let owner: Database;
  let url: string;
  let service: Awaited<ReturnType<typeof startProgram>>;
  let headers: Record<string, string>;

  before(async () => {
    // A server of its own: roles belong to all of a server, and only a superuser makes them.
    const directory = await makeScratchDirectory();
    await chmod(directory, 0o755);
    const { cluster, url: ownerUrl } = await prepareCluster(join(directory, 'server'));
    await appendFile(join(cluster.paths.data, 'pg_hba.conf'), 'local all all trust\n');
    await ensureRunning(cluster);
    owner = connectDatabase(ownerUrl, { poolSize: 2 });
    cleanup.after(async () => {
      await owner.close();
      await stopServer(cluster);
      await rm(directory, { recursive: true, force: true });
    });
    await migrate(owner.sequelize);
    await query(as(ownerUrl, 'postgres'), `CREATE ROLE ${role} LOGIN`);
    await prepareQueue(ownerUrl);
    await query(ownerUrl, `GRANT ALL ON ALL TABLES IN SCHEMA public, jobs TO ${role}`);
    await grantServiceRole(owner.sequelize, role);
    url = as(ownerUrl, role);
    const { env } = await startS3(cleanup);
    service = await startProgram({ DATABASE_URL: url, ...env });
    cleanup.after(() => end(service.program));
    const account = await createAccount(owner, {
      name: 'ada',
      password: 'correct horse',
      role: 'administrator',
    });
    headers = {
      authorization: `Bearer ${await openSession(owner, account)}`,
      'content-type': 'application/json',
    };
  });

  async function ask(method: string, path: string, body?: object, status = 200) {
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    if (!body) init.headers = { authorization: headers.authorization ?? '' };
    const answer = await fetch(`${service.origin}/api/v1${path}`, init);
    const text = await answer.text();
    assert.equal(answer.status, status, `${method} ${path}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  async function published(draft: object) {
    const { slug, choices } = await ask(
      'POST',
      '/questions',
      { text: 'Tea?', choices: ['Yes', 'No'], ...draft },
      201,
    );
    await ask('POST', `/questions/${slug}/publish`);
    return { slug, choices: choices.map(({ id }: { id: number }) => id) };
  }

  it('does all that the service does: votes, changes, credentials, exports, seals, deletions', async () => {
    const changing = await published({ policy: 'account', secret: false });
    const votes = `/questions/${changing.slug}/votes`;
    await ask('POST', votes, { choices: [changing.choices[0]] }, 201);
    await ask('POST', votes, { choices: [changing.choices[1]] });
    const invited = await published({ policy: 'credential' });
    const { credentials } = await ask('POST', `/questions/${invited.slug}/credentials`, { count: 2 }, 201);
    const vote = { choices: [invited.choices[0]], credential: credentials[0].code };
    const { receipt } = await ask('POST', `/questions/${invited.slug}/votes`, vote, 201);
    assert.deepEqual(await ask('DELETE', `/questions/${invited.slug}/credentials`), { revoked: 1 });
    await ask('PUT', `/questions/${invited.slug}/reaction`, { reaction: 'like' });
    await ask('DELETE', `/questions/${invited.slug}/reaction`);
    assert.equal((await fetch(`${service.origin}/`)).status, 200);

    const { id } = await ask('POST', '/exports', { questions: 'all' }, 202);
    await eventually(
      async () => assert.equal((await ask('GET', `/exports/${id}`)).state, 'succeeded'),
      PATIENCE,
    );
    await ask('POST', `/questions/${invited.slug}/close`);
    await eventually(async () => {
      const opened = await ask('POST', '/receipts', { code: receipt });
      assert.equal(opened.sealed, true);
      assert.ok(opened.inclusion, 'a head is signed');
    }, PATIENCE);
    await ask('DELETE', `/questions/${changing.slug}`, undefined, 204);
    await ask('PUT', '/account/password', {
      current_password: 'correct horse',
      new_password: 'battery staple',
    });
    assert.doesNotMatch(service.output(), /permission denied|"level":(?:40|50|60)/);
  });

  it('may not change the schema, a ballot, or what only grows', async () => {
    const refused = [
      'CREATE TABLE own (id integer)',
      'CREATE TABLE jobs.own (id integer)',
      'ALTER TABLE ballots DISABLE TRIGGER ALL',
      'ALTER TABLE audit_log DISABLE TRIGGER audit_log_only_grows',
      'DROP TABLE audit_log',
      'DROP TRIGGER audit_log_only_grows ON audit_log',
      'TRUNCATE ballots',
      'TRUNCATE jobs.job',
      'DELETE FROM crowds',
      'UPDATE ballots SET cast_at = now()',
      `UPDATE audit_log SET actor = 'somebody else'`,
      'DELETE FROM audit_log',
      'UPDATE log_entries SET position = position + 1',
      'DELETE FROM log_entries',
      `UPDATE log_heads SET note = ''`,
      'DELETE FROM log_heads',
      'DELETE FROM log_nodes',
      `UPDATE receipts SET sealed = ''`,
      'DELETE FROM receipts',
      'DELETE FROM signing_keys',
      `UPDATE signing_keys SET public_key = sha256('another')`,
      `UPDATE signing_keys SET used_from = '2020-01-01'`,
      `INSERT INTO signing_keys (id, public_key, used_from) VALUES ('another', sha256('another'), '2020-01-01')`,
      'DELETE FROM migrations',
      `INSERT INTO migrations VALUES ('999')`,
      'SET ROLE postgres',
      `COPY ballots TO PROGRAM 'cat'`,
    ];
    for (const statement of refused)
      await assert.rejects(query(url, statement), /permission denied|must be owner/, statement);
  });

  it('is told what is missing when the schema is older than the release', async () => {
    await query(owner.url, `DELETE FROM migrations WHERE name = (SELECT max(name) FROM migrations)`);
    const late = await startProgram({ DATABASE_URL: url }).catch((error: Error) => error);
    assert.ok(late instanceof Error);
    assert.match(late.message, /tallyscope migrate/);
  });

  it('has a role that exists and does not own the tables', async () => {
    const grant = (name: string) => grantServiceRole(owner.sequelize, name);
    await assert.rejects(grant('nobody-"here"'), RoleUnfit);
    await assert.rejects(grant(new URL(owner.url).username), /owns the tables/);
  });
});
