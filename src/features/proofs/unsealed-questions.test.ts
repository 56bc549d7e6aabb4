import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLedger, testKey } from '#src/features/proofs/testing/ledger.ts';
import { unsealedQuestions } from '#src/features/proofs/unsealed-questions.ts';

/** A question, its ballots, the size of its log and of what heads there are. */
interface Stand {
  state?: 'draft' | 'open' | 'closed';
  secret?: boolean;
  ballots?: number;
  log?: number;
  isAsked?: boolean;
  heads?: ('final' | 'open')[];
}

test('what has something to be sealed or signed is found, who waits for a head first', async (t) => {
  const { client } = await createLedger(t);
  await client.query('DELETE FROM questions');
  await client.query('INSERT INTO signing_keys (id, public_key) VALUES ($1, $2)', [
    testKey.id,
    testKey.publicKey,
  ]);
  const places = new Map<number, string>();
  const add = async (
    name: string,
    { state = 'open', secret = true, ballots, log, isAsked = false, heads = [] }: Stand,
  ) => {
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO questions (slug, text, policy, secret, state, opens_at)
       VALUES (replace($1, ' ', '-'), $1, CASE WHEN $2 THEN 'open' ELSE 'account' END, $2, $3, now()) RETURNING id`,
      [name, secret, state],
    );
    const { id } = rows[0] ?? assert.fail();
    places.set(id, name);
    if (ballots !== undefined) await client.query('INSERT INTO turnouts VALUES ($1, $2)', [id, ballots]);
    if (log === undefined) return;
    await client.query('INSERT INTO ballot_logs (question_id, size, head_wanted) VALUES ($1, $2, $3)', [
      id,
      log,
      isAsked,
    ]);
    for (const [at, head] of heads.entries())
      await client.query(
        `INSERT INTO log_heads (question_id, number, size, final, made_at, key_id, note) VALUES ($1, $2, 0, $3, now(), $4, '')`,
        [id, at + 1, head === 'final', testKey.id],
      );
  };
  // Nothing is to be done for these.
  await add('is a draft', { state: 'draft', ballots: 1 });
  await add('has no votes', {});
  await add('has no votes in its log', { log: 0 });
  await add('has all in its log', { ballots: 4, log: 4 });
  await add('has all in its log and a head', { ballots: 4, log: 4, heads: ['open'] });
  await add('may still be changed', { secret: false, ballots: 1 });
  await add('is closed and signed', { state: 'closed', ballots: 4, log: 4, heads: ['open', 'final'] });
  await add('has no log', { ballots: 3 });
  await add('has some in its log', { ballots: 5, log: 2 });
  await add('lost some', { ballots: 3, log: 5 });
  await add('is closed without votes', { state: 'closed' });
  await add('is asked for', { ballots: 4, log: 4, isAsked: true });
  await add('may no longer be changed', { state: 'closed', secret: false, ballots: 1 });
  await add('has no final head', { state: 'closed', ballots: 4, log: 4, heads: ['open'] });
  assert.deepEqual(
    (await unsealedQuestions(client)).map(({ id, ballots, logged }) => [places.get(id), ballots, logged]),
    [
      ['is closed without votes', 0, false],
      ['is asked for', 0, true],
      ['may no longer be changed', 1, false],
      ['has no final head', 0, true],
      ['has no log', 3, false],
      ['has some in its log', 3, true],
      ['lost some', 0, true],
    ],
  );
});
