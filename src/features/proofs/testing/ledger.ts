import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { WatchedClient } from '#src/database/watched-client.ts';
import { beginSealing } from '#src/features/proofs/begin-sealing.ts';
import { makeLogs } from '#src/features/proofs/log-store.ts';
import { sealQuestions } from '#src/features/proofs/seal-questions.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import type { Cleanup } from '../../../../test/support/cleanup.ts';
import { createTestDatabase } from '../../../../test/support/database.ts';

export const testKey = signingKey({ sessionSecret: 'a secret that only tests know about' });

interface Ballot {
  choices: number[];
  /** PostgreSQL's time. */
  at?: string;
  id?: string;
}

/** A connection that is ready for sealing. */
export async function openSealing(url: string, key = testKey) {
  const client = new WatchedClient(url);
  await client.connect();
  await beginSealing(client, key);
  return client;
}

/** Does once what the worker does all the time for a question. */
export async function sealNow(url: string, questionId: number, { key = testKey, most = 1000 } = {}) {
  const sealing = await openSealing(url, key);
  try {
    await makeLogs(sealing, [questionId]);
    const [sealed] = await sealQuestions(sealing, [questionId], { key, most });
    return sealed;
  } finally {
    await sealing.end();
  }
}

/** A database with one question of three choices, into which a test puts ballots as the votes' transactions do. */
export async function createLedger(
  t: Cleanup,
  { kind = 'single', secret = true, texts = ['Vim', 'Emacs', 'Nano'] } = {},
) {
  const url = await createTestDatabase(t);
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  t.after(() => client.end());
  await client.query(
    `WITH question AS (
      INSERT INTO questions (slug, text, kind, max_choices, policy, secret, state, opens_at)
      VALUES ('editor', 'Editor?', $1, CASE WHEN $1 IN ('multiple', 'ranked') THEN 3 ELSE 1 END,
        CASE WHEN $2 THEN 'open' ELSE 'account' END, $2, 'open', now() - interval '1 day')
      RETURNING id
    )
    INSERT INTO choices (question_id, position, text)
    SELECT id, p, t FROM question, unnest('{1,2,3}'::int[], $3::text[]) AS c (p, t)`,
    [kind, secret, texts],
  );
  const ranked = kind === 'ranked';

  /** Adds ballots with the tally they make; gives their ids. */
  async function cast(ballots: readonly Ballot[]): Promise<string[]> {
    const ids = ballots.map(({ id }) => id ?? randomUUID());
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO ballots (id, question_id, choices, cast_at)
       SELECT id, 1, choices::int[], coalesce(at::timestamptz, clock_timestamp())
       FROM unnest($1::uuid[], $2::text[], $3::text[]) AS b (id, choices, at)`,
      [ids, ballots.map(({ choices }) => `{${choices}}`), ballots.map(({ at }) => at ?? null)],
    );
    await client.query(
      `INSERT INTO turnouts VALUES (1, $1)
       ON CONFLICT (question_id) DO UPDATE SET ballots = turnouts.ballots + excluded.ballots`,
      [ballots.length],
    );
    const added = ballots.flatMap(({ choices }) => (ranked ? choices.slice(0, 1) : choices));
    await client.query(
      `UPDATE choices SET tally = tally + n
       FROM (SELECT c, count(*) AS n FROM unnest($1::int[]) AS c GROUP BY c) a WHERE id = c`,
      [added],
    );
    await client.query('COMMIT');
    return ids;
  }

  const close = () => client.query(`UPDATE questions SET state = 'closed', closes_at = now()`);

  /** Seals what there is, in transactions of `most` ballots. */
  const seal = (most = 1000) => sealNow(url, 1, { most });

  return { url, client, cast, close, seal };
}
