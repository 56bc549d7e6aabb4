import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Notifications } from '#src/database/notifications.ts';
import { SecretWatch } from '#src/features/status/secret-watch.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

describe('processes on one database', () => {
  const cleanup = suiteCleanup();

  /** A process that listens with this secret and looks at others all the time; gives what it says. */
  async function serving(url: string, secret: string) {
    const lines: string[] = [];
    const told: boolean[] = [];
    const say = (line: string) => void lines.push(line.split(':')[0] as string);
    const watch = new SecretWatch(secret, {
      log: { error: say, info: say },
      tell: (apart) => told.push(apart),
    });
    const notifications = new Notifications(url, [], { beat: watch.look, every: 20 });
    await notifications.open();
    cleanup.after(() => notifications.close());
    /** Waits for two more looks: one may have been under way. */
    const looked = async () => {
      const before = told.length;
      await eventually(() => assert.ok(told.length >= before + 2));
      return told.at(-1);
    };
    return { lines, looked, close: () => notifications.close() };
  }
  const OTHER = 'another process on this database has another SESSION_SECRET';
  const SAME = 'all processes on this database have the same SESSION_SECRET again';

  it('say nothing of each other where they have the same secret, or where others have another database', async () => {
    const url = await createTestDatabase(cleanup);
    const one = await serving(url, 'the same secret of all processes');
    const two = await serving(url, 'the same secret of all processes');
    await serving(await createTestDatabase(cleanup), 'a secret of another installation');
    assert.deepEqual([await one.looked(), await two.looked()], [false, false]);
    assert.deepEqual([one.lines, two.lines], [[], []]);
  });

  it('both say once that their secrets differ, and that it is over when one has ended', async () => {
    const url = await createTestDatabase(cleanup);
    const before = await serving(url, 'the secret from before a rotation');
    const after = await serving(url, 'the secret from after the rotation');
    assert.deepEqual([await before.looked(), await after.looked()], [true, true]);
    assert.deepEqual([before.lines, after.lines], [[OTHER], [OTHER]]);
    await before.close();
    await eventually(async () => assert.equal(await after.looked(), false));
    assert.deepEqual(after.lines, [OTHER, SAME]);
  });
});
