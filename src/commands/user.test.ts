import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { createAccessToken } from '#src/features/accounts/access-token-store.ts';
import { findAccount, fitsPassword } from '#src/features/accounts/account-store.ts';
import { findSession, openSession } from '#src/features/accounts/session-store.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';

const main = join(import.meta.dirname, '../main.ts');

describe('tallyscope user', () => {
  const cleanup = suiteCleanup();
  let url: string;
  let database: Database;
  before(async () => {
    url = await createTestDatabase(cleanup);
    database = connectDatabase(url, { poolSize: 2 });
    cleanup.after(() => database.close());
  });

  const run = (args: string[], input = '') =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { ...process.env, DATABASE_URL: url };
      const child = execFile(process.execPath, [main, 'user', ...args], { env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
      child.stdin?.end(input);
    });
  const accountOf = async (name: string) => {
    const account = await findAccount(database, name);
    assert.ok(account, name);
    return account;
  };

  it('adds, lists and gives roles', async () => {
    const added = await run(['add', 'Ada', '--role', 'administrator']);
    const [, password = ''] = /^created administrator "ada", password (\S+)\n$/.exec(added.out) ?? [];
    assert.ok(await fitsPassword(await accountOf('ada'), password));
    const piped = await run(['add', 'grace', '--role', 'voter', '--password-stdin'], 'correct horse\n');
    assert.equal(piped.out, 'created voter "grace"\n');
    assert.ok(await fitsPassword(await accountOf('grace'), 'correct horse'));
    assert.match((await run(['add', 'grace'])).err, /already/);
    const { out } = await run(['list']);
    assert.match(out, /^administrator {2}\d{4}-\d\d-\d\d {2}ada\nvoter {10}\d{4}-\d\d-\d\d {2}grace\n$/);
    assert.match((await run(['list', '--role', 'voter'])).out, /^voter.*grace\n$/);
    assert.match((await run(['list', '--search', 'AD'])).out, /^administrator.*ada\n$/);
    assert.equal((await run(['role', 'grace', 'organiser'])).out, '"grace" is organiser\n');
    assert.equal((await accountOf('grace')).role, 'organiser');
    const last = await run(['role', 'ada', 'voter']);
    assert.deepEqual([last.code, /last administrator/.test(last.err)], [1, true]);
  });

  it('tells in one line that standard output takes nothing', (t) => {
    const full = openSync('/dev/full', 'w');
    t.after(() => closeSync(full));
    const { status, stderr } = spawnSync(process.execPath, [main, 'user', 'list'], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: ['ignore', full, 'pipe'],
    });
    assert.deepEqual(
      [status, String(stderr)],
      [1, 'tallyscope: standard output: ENOSPC: no space left on device, write\n'],
    );
  });

  it('sets passwords, revokes and deletes', async () => {
    await run(['add', 'hedy', '--password-stdin'], 'correct horse');
    const hedy = await accountOf('hedy');
    const session = await openSession(database, hedy);
    const changed = await run(['password', 'HEDY', '--password-stdin'], 'battery staple\n');
    assert.equal(changed.out, 'changed the password of "hedy" and ended its sessions\n');
    assert.ok(await fitsPassword(await accountOf('hedy'), 'battery staple'));
    assert.equal(await findSession(database, session), undefined);
    const identity = await findSession(database, await openSession(database, await accountOf('hedy')));
    assert.ok(identity);
    await createAccessToken(database, identity, { name: 'a', scopes: ['exports:write'], expiresOn: null });
    const revoked = await run(['revoke', 'hedy']);
    assert.equal(revoked.out, 'ended 1 session of "hedy" and revoked 1 access token\n');
    assert.equal(await database.accessTokens.count(), 0);
    assert.equal((await run(['delete', 'hedy'])).out, 'deleted "hedy"; its ballots stay counted\n');
    const gone = await run(['revoke', 'hedy']);
    assert.deepEqual([gone.code, gone.err], [1, 'tallyscope: there is no account "hedy"\n']);
  });
});
