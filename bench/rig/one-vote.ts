/** A vote as one statement (a common table expression): the least that a server with a ledger and tallies can do for each. */
export const oneVote = (choices: number) => `
\\set choice random(1, ${choices})
WITH cast_vote AS (
  INSERT INTO ballots (id, question_id, choices, cast_at)
  SELECT gen_random_uuid(), question_id, ARRAY[id], now() FROM choices WHERE id = :choice
)
UPDATE choices SET tally = tally + 1 WHERE id = :choice;
`;
