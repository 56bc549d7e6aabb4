import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { CopyIn } from '#src/features/backups/copy-in.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { withClient } from '../../../test/support/with-client.ts';

test('a row that is none ends what is copied, once and for all', async (t) => {
  await withClient(await createTestDatabase(t), async (client) => {
    await client.query('CREATE TEMPORARY TABLE numbers (number integer)');
    const copy = new CopyIn(client, 'numbers', ['number']);
    const untilRefused = async () => {
      for (;;) {
        await copy.add(Buffer.from('one\n'));
        await turn();
      }
    };
    const refused = { message: 'the backup is damaged at a row of numbers, so nothing was changed' };
    await assert.rejects(untilRefused, refused);
    await assert.rejects(copy.add(Buffer.from('2\n')), refused);
    await assert.rejects(copy.end(), refused);
    assert.deepEqual((await client.query('SELECT FROM numbers')).rows, []);
  });
});
