import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { end, makeScratch, openInChild, query } from '../../../test/support/embedded.ts';
import { findComplaint } from './embedded-error.ts';
import { findBinaries } from './find-binaries.ts';

const nobody = { uid: 65534, gid: 65534 };
const stranger = { uid: 1, gid: 1 };
const root = process.getuid?.() === 0 ? false : 'needs root';
const reading = ['-e', 'fs.accessSync(process.argv[1], fs.constants.R_OK)', import.meta.filename];
const others =
  root ||
  (spawnSync(process.execPath, reading, { ...stranger, cwd: '/' }).status !== 0 &&
    'needs a checkout that other users may read');

test('root hands the cluster to nobody, who keeps it to itself', { skip: others }, async (t) => {
  const { directory: dataDir, open } = await makeScratch(t);
  const server = await open(dataDir);
  assert.deepEqual(await query(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  const { uid, mode } = await stat(join(dataDir, 'postgres'));
  assert.deepEqual([uid, mode & 0o777], [nobody.uid, 0o700]);
  assert.equal((await stat(join(dataDir, 'postgres/password'))).mode & 0o777, 0o600);
});

describe('where nobody cannot enter, root runs the server', { skip: root }, () => {
  const fails = (...command: string[]) => spawnSync('unshare', command).status !== 0;
  // Docker lets root make neither.
  const noUsers = fails('--user', 'true') && 'user namespaces are forbidden here';
  const noMounts = fails('--mount', 'true') && 'nothing may be mounted here';
  const forbid = 'mount --bind /bin/false "$(command -v unshare)"';
  const hide =
    'mount -t tmpfs -o mode=700 none /mnt && mkdir /mnt/all && mount --rbind . /mnt/all && cd /mnt/all';
  const ways = [
    { how: 'in a user namespace', skip: noUsers, by: [], uid: 0 },
    {
      how: 'as nobody with one of its rights, where user namespaces are forbidden',
      skip: noUsers ? false : noMounts,
      by: noUsers ? [] : ['unshare', '--mount', 'sh', '-c', `${forbid} && ${hide} && exec "$@"`, 'sh'],
      uid: nobody.uid,
    },
  ];
  for (const { how, skip, by, uid } of ways) {
    test(how, { skip }, async (t) => {
      const { directory: parent } = await makeScratch(t);
      await chmod(parent, 0o700);
      const dataDir = join(parent, 'data');
      for (const _ of ['fresh', 'reopened']) {
        const child = await openInChild(dataDir, { by });
        assert.deepEqual(await query(child.url, 'SELECT 1 AS one'), [{ one: 1 }]);
        assert.equal((await stat(join(dataDir, 'postgres'))).uid, uid);
        await end(child, 'SIGTERM');
      }
    });
  }
});

test('a user who is not root serves by itself, and root can follow', { skip: others }, async (t) => {
  const { directory: dataDir, open } = await makeScratch(t);
  await chmod(dataDir, 0o777);
  const child = await openInChild(dataDir, stranger);
  await query(child.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await end(child, 'SIGTERM');
  const server = await open(dataDir);
  assert.deepEqual(await query(server.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
  await server.stop();
  await end(await openInChild(dataDir, stranger), 'SIGTERM');
});

test('a user without a name, as containers have, serves as well', { skip: others }, async (t) => {
  const { directory } = await makeScratch(t);
  await chmod(directory, 0o777);
  const nameless = { uid: 424_242, gid: 424_242 };
  await end(await openInChild(directory, nameless), 'SIGTERM');
  assert.equal((await stat(join(directory, 'postgres'))).uid, nameless.uid);
});

test('a cluster of another user is refused in one line', { skip: others }, async (t) => {
  const { directory: dataDir, open } = await makeScratch(t);
  await (await open(dataDir)).stop();
  await assert.rejects(openInChild(dataDir, stranger), {
    message: `${dataDir}/postgres belongs to uid 65534: run as that user, or set DATA_DIR to a directory of your own`,
  });
});

test('a directory one may not write is refused in one line', { skip: others }, async (t) => {
  const { directory: dataDir } = await makeScratch(t);
  await assert.rejects(openInChild(join(dataDir, 'data'), stranger), {
    message: `No permission to use ${dataDir}/data: run as its owner, or set DATA_DIR to a directory of your own`,
  });
});

test('a first start that was killed half way is made anew', async (t) => {
  const { directory, open } = await makeScratch(t);
  const longGone = 2 ** 22 + 1;
  await mkdir(join(directory, `postgres.new-${longGone}/data`), { recursive: true });
  await open();
  assert.deepEqual(await readdir(directory), ['postgres']);
});

test('a cluster found otherwise than it was left', async (t) => {
  const { directory, open } = await makeScratch(t);
  const inData = (name: string) => join(directory, 'postgres/data', name);
  await (await open()).stop();

  await t.test('opened to a group: closed again', async () => {
    for (const path of [join(directory, 'postgres'), inData('')]) await chmod(path, 0o770);
    const server = await open();
    assert.equal((await stat(inData(''))).mode & 0o777, 0o700);
    await server.stop();
  });

  await t.test('with settings it cannot start with: says which in one line', async () => {
    await writeFile(inData('postgresql.auto.conf'), 'no_such_setting = 1\n');
    const log = join(directory, 'postgres/postgres.log');
    await assert.rejects(open(), {
      message: `The embedded database does not start: FATAL:  configuration file "${inData('postgresql.auto.conf')}" contains errors (see ${log})`,
    });
  });

  await t.test('of another PostgreSQL version: left alone', async () => {
    await writeFile(inData('PG_VERSION'), '17\n');
    await assert.rejects(open(), {
      message: /data was written by PostgreSQL 17, this release brings 18: dump it/,
    });
  });
});

test('what keeps the server from starting comes with what to do', () => {
  const missing = 'initdb: error while loading shared libraries: libpq.so.5: cannot open shared object file';
  assert.equal(findComplaint(missing), `${missing}: run "npm rebuild"`);
  const full = 'FATAL:  could not write to file "base/4/3085": No space left on device';
  assert.equal(
    findComplaint(`2026-11-21 11:10:48.819 UTC [24232] ${full}\nchild process exited with exit code 1`),
    `${full}: free some, or set DATA_DIR to a directory on another disk`,
  );
  const shared =
    'FATAL:  could not resize shared memory segment "/PostgreSQL.1" to 1048576 bytes: No space left on device';
  assert.equal(
    findComplaint(`${shared}\nPANIC:  cannot abort transaction 1, it was already committed`),
    `${shared}: give /dev/shm more room, as with "docker run --shm-size=64m"`,
  );
  const files = 'FATAL:  insufficient file descriptors available to start server process';
  assert.equal(
    findComplaint(
      `${files}\nDETAIL:  System allows 64, server needs at least 67, 46 files are already open.`,
    ),
    `${files}: allow more open files with "ulimit -n 1024"`,
  );
});

test('a platform without binaries is told what to do', async () => {
  await assert.rejects(findBinaries('plan9-x64'), { message: /for plan9-x64: .*set DATABASE_URL/ });
});
