import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import { type QuestionInput, questionDefaults } from '#src/features/questions/question-input.ts';
import { createQuestion, findQuestion, publishQuestion } from '#src/features/questions/question-store.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';

/** A published question. */
export interface Asked {
  id: number;
  slug: string;
  choices: number[];
}

/** 32 bytes that stand for somebody. */
export const voterKey = (name: string | number) => createHash('sha256').update(String(name)).digest();

/** The number that stands for somebody in a crowd. */
export const keyInCrowd = (name: string | number) => String(voterKey(name).readBigInt64BE(0));

/** SQL of how many voters took part in a question. */
export const votersOf = (question: string) => `(
  (SELECT count(*) FROM participations WHERE question_id = ${question})
  + (SELECT coalesce(sum(cardinality(voters)), 0) FROM crowds WHERE question_id = ${question}))`;

/** Publishes a question with three choices. */
export async function ask(database: Database, input: Partial<QuestionInput> = {}): Promise<Asked> {
  const draft = { ...questionDefaults, text: randomUUID(), choices: ['a', 'b', 'c'], ...input };
  const { slug } = await createQuestion(database, draft, null);
  await publishQuestion(database, slug);
  const stored = await findQuestion(database, slug);
  assert.ok(stored);
  return { id: stored.id, slug, choices: (stored.choices ?? []).map(({ id }) => id) };
}

/** A vote for the choices at these places. */
export const voteFor = (
  { id, choices }: Asked,
  places: readonly number[],
  fields: Partial<CastVote> = {},
): CastVote => ({
  ballotId: randomUUID(),
  questionId: id,
  choices: places.map((place) => choices[place] ?? -1),
  voter: null,
  ...fields,
});

/** Gives the voters a credential each. */
export async function entitle(database: Database, { id }: Asked, voters: readonly Buffer[]): Promise<void> {
  await database.sequelize.query(
    'INSERT INTO credentials (question_id, voter) SELECT $1, voter FROM unnest($2::bytea[]) AS voter',
    { bind: [id, voters], type: QueryTypes.INSERT },
  );
}

/** What the ledger holds of a question; `ballots` are choices by place, sorted. */
export async function ledgerOf({ sequelize }: Database, { id, choices }: Asked) {
  const read = <T extends object>(sql: string) =>
    sequelize.query<T>(sql, { bind: [id], type: QueryTypes.SELECT });
  const ballots = await read<{ choices: number[] }>('SELECT choices FROM ballots WHERE question_id = $1');
  const tallies = await read<{ tally: string }>(
    'SELECT tally FROM choices WHERE question_id = $1 ORDER BY position',
  );
  const [turnout] = await read<{ ballots: string }>('SELECT ballots FROM turnouts WHERE question_id = $1');
  const rankings = await read<{ choices: number[]; ballots: string }>(
    'SELECT choices, ballots FROM rankings WHERE question_id = $1 AND ballots > 0',
  );
  const [voters] = await read<{ n: string }>(`SELECT ${votersOf('$1')} AS n`);
  const placesOf = (ids: readonly number[]) => ids.map((choice) => choices.indexOf(choice)).join('>');
  return {
    ballots: ballots.map((ballot) => placesOf(ballot.choices)).sort(),
    tally: tallies.map(({ tally }) => Number(tally)),
    turnout: Number(turnout?.ballots ?? 0),
    rankings: Object.fromEntries(rankings.map((row) => [placesOf(row.choices), Number(row.ballots)])),
    voters: Number(voters?.n),
  };
}
