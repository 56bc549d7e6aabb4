import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sessionSecret } from '#src/config/session-secret.ts';

async function makeRoot(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'tallyscope-secret-'));
  t.after(() => rm(root, { recursive: true }));
  return root;
}

describe('the secret in the data directory', () => {
  it('is made once and whole, however many start at once', async (t) => {
    const root = await makeRoot(t);
    for (let round = 0; round < 20; round += 1) {
      const dataDir = join(root, String(round));
      const asked = Array.from({ length: 6 }, () => sessionSecret(undefined, dataDir));
      const secrets = new Set(await Promise.all(asked));
      assert.deepEqual(
        Array.from(secrets, ({ length }) => length),
        [64],
      );
      assert.ok(secrets.has(await sessionSecret(undefined, dataDir)));
      assert.deepEqual(await readdir(dataDir), ['session-secret']);
      assert.equal((await stat(join(dataDir, 'session-secret'))).mode & 0o777, 0o600);
    }
  });

  it('is refused where it was cut short', async (t) => {
    const root = await makeRoot(t);
    for (const cut of ['', 'x'.repeat(31)]) {
      await writeFile(join(root, 'session-secret'), cut);
      await assert.rejects(sessionSecret(undefined, root), /session-secret is no secret/);
      assert.equal(await sessionSecret('configured', root), 'configured');
    }
  });
});
