import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { firstAccountCommand } from '#src/commands/first-account.ts';

test('the first account is made where the service keeps its database', () => {
  for (const dataDir of ['data', '/srv/votes', "/srv/the board's votes"]) {
    const command = firstAccountCommand({ dataDir }, {});
    const [where = '', then] = command.split(' npm ');
    assert.equal(then, 'run tallyscope -- user add NAME --role administrator');
    assert.equal(
      execFileSync('sh', ['-c', `${where} printenv DATA_DIR`], { encoding: 'utf8' }),
      `${dataDir}\n`,
    );
  }
  const elsewhere = firstAccountCommand({ dataDir: 'data' }, { databaseUrl: 'postgres://u:secret@db/votes' });
  assert.match(elsewhere, /^DATABASE_URL=… npm run /);
});
