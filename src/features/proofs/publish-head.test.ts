import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { createLedger, sealNow, testKey } from '#src/features/proofs/testing/ledger.ts';
import { entries, heads, rootOf } from '#src/features/proofs/testing/read-log.ts';

/** What a question's sealing gives where nothing is left. */
const whole = { id: 1, left: 0, more: false, agrees: true };

describe('publishHead', () => {
  it('appends ballots as they come and signs a final head at the close', async (t) => {
    const { client, cast, seal, close } = await createLedger(t);
    const first = await cast([{ choices: [1] }, { choices: [2] }]);
    assert.deepEqual(await seal(), { ...whole, ballots: 2 });
    const second = await cast(Array.from({ length: 600 }, (_, n) => ({ choices: [(n % 3) + 1] })));
    await seal();
    assert.deepEqual(new Set((await entries(client)).slice(0, 2)), new Set(first));
    assert.equal((await entries(client)).length, first.length + second.length);
    assert.deepEqual(await heads(client), [], 'nobody asked for a head');

    await cast([{ choices: [3] }]);
    await close();
    await seal();
    await seal();
    const [head, ...more] = await heads(client);
    assert.deepEqual(more, [], 'one final head');
    assert.ok(head?.final);
    assert.equal(head.size, 603);
    assert.equal(head.root.toString('base64'), await rootOf(client));
    assert.deepEqual(
      head.tally.map(({ votes }) => votes),
      [201, 201, 201],
    );
    const { rows } = await client.query('SELECT level, position FROM log_nodes ORDER BY position');
    assert.deepEqual(rows, [
      { level: 8, position: '0' },
      { level: 8, position: '1' },
    ]);
  });

  it('takes ballots after the final head for what does not agree, and signs no other', async (t) => {
    const { client, cast, seal, close } = await createLedger(t);
    await cast([{ choices: [1] }]);
    await close();
    assert.equal((await seal())?.agrees, true);
    await cast([{ choices: [2] }]);
    assert.equal((await seal())?.agrees, false);
    assert.equal((await heads(client)).length, 1);
  });

  it('counts a set by each of its choices and a ranking by its first', async (t) => {
    for (const [kind, tally] of [
      ['multiple', [1, 2, 1]],
      ['ranked', [0, 1, 1]],
    ] as const) {
      const { client, cast, seal, close } = await createLedger(t, { kind });
      await cast([{ choices: [2, 1] }, { choices: [3, 2] }]);
      await close();
      await seal();
      const [head] = await heads(client);
      assert.deepEqual(
        head?.tally.map(({ votes }) => votes),
        tally,
      );
      assert.equal(head?.root.toString('base64'), await rootOf(client), kind);
    }
  });

  it('tells choices in the order of their places', async (t) => {
    const { client, cast, seal, close } = await createLedger(t);
    await client.query('UPDATE choices SET position = 10 - position');
    await client.query('UPDATE choices SET position = 5 WHERE id = 3');
    await cast([{ choices: [1] }]);
    await close();
    await seal();
    const [head] = await heads(client);
    assert.deepEqual(
      head?.tally.map(({ choice }) => choice),
      [3, 2, 1],
    );
  });

  it('says who wins a ranking by the ballots in the log, and of no other kind', async (t) => {
    for (const [kind, winner, ...ballots] of [
      ['ranked', 2, [3, 2], [2, 1], [1, 2], [2, 3]],
      ['ranked', 3, [3, 1]],
      ['multiple', undefined, [3, 2]],
    ] as const) {
      const { client, cast, seal, close } = await createLedger(t, { kind });
      await cast(ballots.map((choices) => ({ choices: [...choices] })));
      await close();
      await seal();
      assert.equal((await heads(client))[0]?.winner, winner);
    }
  });

  it('signs a head when it is asked for one, and no other for the same ballots', async (t) => {
    const { client, url, cast, seal, close } = await createLedger(t);
    const wanted = async () =>
      (await client.query('SELECT head_wanted FROM ballot_logs')).rows[0].head_wanted;
    const signed = async () => (await heads(client)).map(({ size, final }) => [size, final]);
    const ask = async (key = testKey) => {
      await client.query('UPDATE ballot_logs SET head_wanted = true');
      await sealNow(url, 1, { key });
      assert.equal(await wanted(), false);
    };
    await cast([{ choices: [1] }]);
    await seal();
    t.mock.timers.enable({ apis: ['Date'], now: 0 });
    await ask();
    t.mock.timers.reset();
    await ask();
    assert.deepEqual(await signed(), [[1, false]]);
    const { rows } = await client.query(
      "SELECT h.made_at >= b.cast_at - interval '1 ms' AS after FROM log_heads h, ballots b",
    );
    assert.deepEqual(rows, [{ after: true }], 'by the clock of the ballots');
    await cast([{ choices: [2] }]);
    await ask();
    assert.deepEqual((await signed()).slice(1), [[2, false]]);
    await close();
    await seal();
    await ask();
    assert.deepEqual((await signed()).slice(2), [[2, true]]);
  });

  it('signs the same ballots again for another key, until a head is final', async (t) => {
    const { client, url, cast, close } = await createLedger(t);
    const other = signingKey({ sessionSecret: 'another secret that only tests know about' });
    const keys = async () =>
      (await client.query<{ key_id: string }>('SELECT key_id FROM log_heads ORDER BY number')).rows.map(
        ({ key_id }) => key_id,
      );
    const ask = async (key: typeof testKey) => {
      await sealNow(url, 1, { key });
      await client.query('UPDATE ballot_logs SET head_wanted = true');
      await sealNow(url, 1, { key });
    };
    await cast([{ choices: [1] }]);
    await ask(testKey);
    await ask(other);
    assert.deepEqual(await keys(), [testKey.id, other.id]);
    await close();
    await ask(other);
    await ask(testKey);
    assert.deepEqual(await keys(), [testKey.id, other.id, other.id]);
  });

  it('signs an empty log', async (t) => {
    const { client, seal, close } = await createLedger(t);
    await close();
    await seal();
    const [head] = await heads(client);
    assert.deepEqual([head?.size, head?.final], [0, true]);
    assert.equal(head?.root.toString('base64'), await rootOf(client));
  });

  it('signs nothing as final where a tally or a ballot is not what the log says', async (t) => {
    for (const change of [
      'UPDATE choices SET tally = tally + 1 WHERE id = 1',
      'UPDATE turnouts SET ballots = ballots + 1',
    ]) {
      const { client, cast, seal, close } = await createLedger(t);
      await cast([{ choices: [1] }]);
      await client.query(change);
      await close();
      assert.equal((await seal())?.agrees, false);
      assert.deepEqual(
        (await heads(client)).map(({ final }) => final),
        [false],
      );
    }
  });
});
