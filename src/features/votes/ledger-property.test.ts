import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { questionKinds } from '#src/database/models/question.ts';
import type { QuestionInput } from '#src/features/questions/question-input.ts';
import type { VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { sturdyCommit } from '#src/features/votes/sturdy-commit.ts';
import {
  type Asked,
  ask,
  entitle,
  voteFor,
  voterKey,
  votersOf,
} from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

const VOTERS = Array.from({ length: 30 }, (_, n) => voterKey(`voter ${n}`));
const policies: Partial<QuestionInput>[] = [
  { policy: 'open' },
  { policy: 'browser' },
  { policy: 'credential' },
  { policy: 'account' },
  { policy: 'account', secret: false },
];

/** Every number the ledger keeps beside the ballots, and what the ballots say it should be; rows that differ. */
const DIFFERENCES = `
  WITH chosen AS (
    SELECT b.question_id, c.id FROM ballots b JOIN questions q ON q.id = b.question_id,
      unnest(CASE WHEN q.kind = 'ranked' THEN b.choices[1:1] ELSE b.choices END) AS c (id)
  ), kept AS (
    SELECT 'tally ' || c.id AS what, c.tally AS n FROM choices c
    UNION ALL SELECT 'turnout ' || question_id, ballots FROM turnouts
    UNION ALL SELECT 'ranking ' || question_id || choices::text, ballots FROM rankings
  ), counted AS (
    SELECT 'tally ' || id AS what, count(*) AS n FROM chosen GROUP BY id
    UNION ALL SELECT 'turnout ' || question_id, count(*) FROM ballots GROUP BY question_id
    UNION ALL SELECT 'ranking ' || b.question_id || b.choices::text, count(*)
      FROM ballots b JOIN questions q ON q.id = b.question_id AND q.kind = 'ranked' GROUP BY b.question_id, b.choices
    UNION ALL SELECT 'voters of ' || q.id, 0 FROM questions q WHERE q.policy <> 'open'
      AND ${votersOf('q.id')} <> (SELECT count(*) FROM ballots b WHERE b.question_id = q.id)
    UNION ALL SELECT 'ballot of ' || p.question_id, 1 FROM participations p JOIN questions q ON q.id = p.question_id
      WHERE q.secret OR NOT EXISTS (SELECT FROM ballots b WHERE b.id = p.ballot_id)
    UNION ALL SELECT 'ballot of ' || c.question_id, 1 FROM crowds c JOIN questions q ON q.id = c.question_id WHERE NOT q.secret
  )
  SELECT what, k.n AS kept, c.n AS counted FROM kept k FULL JOIN counted c USING (what)
  WHERE coalesce(k.n, 0) <> coalesce(c.n, 0) OR what LIKE 'voters of %' OR what LIKE 'ballot of %'`;

interface Drawn extends Asked {
  input: Partial<QuestionInput>;
}

function randomVote(questions: readonly Drawn[]) {
  const question = questions[randomInt(questions.length)] as Drawn;
  const { policy, secret } = question.input;
  const places = Array.from({ length: randomInt(1, 4) }, () => randomInt(4));
  const ordered =
    question.input.kind === 'ranked' || randomInt(4) === 0 ? places : [...new Set(places)].sort();
  const voter = policy === 'open' || randomInt(20) === 0 ? null : VOTERS[randomInt(VOTERS.length)];
  return voteFor(question, ordered, { voter: voter ?? null, changeable: secret === false });
}

describe('the ledger', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 4 });
    cleanup.after(() => database.close());
  });

  it('agrees with a recount of its ballots, whatever is cast in whatever company', async () => {
    const questions: Drawn[] = [];
    for (const kind of questionKinds)
      for (const policy of policies) {
        const several = kind === 'multiple' || kind === 'ranked';
        const input = {
          ...policy,
          kind,
          minChoices: several ? randomInt(1, 3) : 1,
          maxChoices: several ? 3 : 1,
        };
        const question = await ask(database, input);
        if (policy.policy === 'credential') await entitle(database, question, VOTERS.slice(0, 20));
        questions.push({ ...question, input });
      }
    const commit = sturdyCommit((votes) => recordVotes(database.sequelize, votes));
    const seen = new Set<VoteOutcome>();
    const sent: ReturnType<typeof randomVote>[] = [];
    const writer = async () => {
      for (let round = 0; round < 25; round += 1) {
        const batch = Array.from({ length: randomInt(1, 40) }, () => randomVote(questions));
        const again = sent[randomInt(sent.length + 1)];
        if (again && !batch.includes(again)) batch.push(again);
        sent.push(...batch);
        for (const outcome of (await commit(batch)).values()) seen.add(outcome);
      }
    };
    await Promise.all([1, 2, 3, 4].map(writer));
    const differences = await database.sequelize.query(DIFFERENCES, { type: QueryTypes.SELECT });
    assert.deepEqual(differences, []);
    for (const outcome of ['counted', 'changed', 'duplicate', 'unentitled', 'invalid'] as const)
      assert.ok(seen.has(outcome), `no vote was ${outcome}`);
  });

  it('would be found wrong by that recount', async () => {
    await database.sequelize.query(`UPDATE turnouts SET ballots = ballots + 1`);
    await database.sequelize.query(`UPDATE rankings SET ballots = ballots + 1`);
    const differences = await database.sequelize.query<{ what: string }>(DIFFERENCES, {
      type: QueryTypes.SELECT,
    });
    const kinds = new Set(differences.map(({ what }) => what.split(' ')[0]));
    assert.deepEqual(kinds, new Set(['turnout', 'ranking']));
  });
});
