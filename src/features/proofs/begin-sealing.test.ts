import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginSealing } from '#src/features/proofs/begin-sealing.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { createLedger } from '#src/features/proofs/testing/ledger.ts';

test('the key that is sealed with is in use, and those before it no longer', async (t) => {
  const { client } = await createLedger(t);
  const [one, two, three] = ['one', 'two', 'three'].map((name) =>
    signingKey({ sessionSecret: `secret number ${name} that only tests know about` }),
  );
  assert.ok(one && two && three);
  const seal = async (key: typeof one) => {
    await beginSealing(client, key);
    const { rows } = await client.query<{ id: string; used_until: Date | null }>(
      'SELECT id, used_until FROM signing_keys',
    );
    const until = new Map(rows.map(({ id, used_until }) => [id, used_until]));
    return [one, two, three].map(({ id }) => until.get(id));
  };
  assert.deepEqual(await seal(one), [null, undefined, undefined]);
  const [first, second] = await seal(two);
  assert.ok(first instanceof Date);
  assert.equal(second, null);
  const [still, retired, third] = await seal(three);
  assert.deepEqual(still, first, 'retired once');
  assert.ok(retired && retired >= first);
  assert.equal(third, null);
  assert.equal((await seal(one))[0], null, 'in use again');
  for (const name of ['idle_session_timeout', 'idle_in_transaction_session_timeout']) {
    const { rows } = await client.query(`SHOW ${name}`);
    assert.deepEqual(rows, [{ [name]: '30s' }]);
  }
});
