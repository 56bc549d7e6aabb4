import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { bundleText } from '#src/features/proofs/bundle.ts';
import { LogReader } from '#src/features/proofs/log-reader.ts';
import { createLedger, testKey } from '#src/features/proofs/testing/ledger.ts';

const FIRST = '11111111-1111-4111-8111-111111111111';
const SECOND = '22222222-2222-4222-8222-222222222222';

async function closedLedger(t: TestContext) {
  const ledger = await createLedger(t, { kind: 'multiple' });
  await ledger.cast([
    { id: SECOND, choices: [1, 3], at: '2026-11-21T10:00:00.5Z' },
    { id: FIRST, choices: [2], at: '2026-11-21T10:00:00.000001+02' },
  ]);
  await ledger.close();
  await ledger.seal();
  const { sequelize, close } = connectDatabase(ledger.url, { poolSize: 1 });
  t.after(close);
  const [head] = await new LogReader(sequelize).heads(1);
  assert.ok(head);
  const lines = async (size = head.size, keyId = head.keyId) => {
    const text = await Array.fromAsync(bundleText(sequelize, 1, { ...head, size, keyId }));
    return text.join('').split(/(?<=\n)/);
  };
  return { ...ledger, head, lines };
}

describe('a proof bundle', () => {
  it('has the question, head and key, and a line for each ballot', async (t) => {
    const { client, head, lines } = await closedLedger(t);
    // As it would lie after a restore, in another order.
    await client.query(`
      WITH entries AS (DELETE FROM log_entries RETURNING *)
      INSERT INTO log_entries SELECT * FROM entries ORDER BY position DESC`);
    const [header = '', ...entries] = await lines();
    assert.deepEqual(JSON.parse(header), {
      format: 'tallyscope proof bundle 1',
      question: {
        id: 1,
        slug: 'editor',
        text: 'Editor?',
        kind: 'multiple',
        min_choices: 1,
        max_choices: 3,
        choices: [
          { id: 1, text: 'Vim' },
          { id: 2, text: 'Emacs' },
          { id: 3, text: 'Nano' },
        ],
      },
      head: head.note,
      key: { id: testKey.id, public_key: testKey.publicKey.toString('base64') },
    });
    assert.deepEqual(
      entries.map((entry) => entry.replace(/"[^"]{43}="\}/, 'LEAF}')),
      [
        `{"position":0,"ballot":"${FIRST}","choices":[2],"cast_at":"2026-11-21T08:00:00.000001Z","leaf":LEAF}\n`,
        `{"position":1,"ballot":"${SECOND}","choices":[1,3],"cast_at":"2026-11-21T10:00:00.500000Z","leaf":LEAF}\n`,
      ],
    );
  });

  it('is its first line where there are no ballots', async (t) => {
    const { url, close, seal } = await createLedger(t);
    await close();
    await seal();
    const database = connectDatabase(url, { poolSize: 1 });
    t.after(() => database.close());
    const [head] = await new LogReader(database.sequelize).heads(1);
    assert.ok(head);
    const parts = await Array.fromAsync(bundleText(database.sequelize, 1, head));
    assert.deepEqual(
      parts.map((part) => part.slice(0, 10)),
      ['{"format":'],
    );
  });

  it('has a hole where a ballot is gone', async (t) => {
    const { client, lines } = await closedLedger(t);
    await client.query('DELETE FROM ballots WHERE id = $1', [FIRST]);
    assert.match(
      (await lines())[1] ?? '',
      new RegExp(`^{"position":0,"ballot":"${FIRST}","choices":\\[\\],"cast_at":"","leaf":".{44}"}\n$`),
    );
  });

  it('ends with an error where question, key or log is gone', async (t) => {
    const { client, lines } = await closedLedger(t);
    await assert.rejects(lines(3), /the log is gone/);
    await assert.rejects(lines(2, 'none'), /the question or the key is gone/);
    await client.query('DELETE FROM questions');
    await assert.rejects(lines(), /the question or the key is gone/);
  });
});
