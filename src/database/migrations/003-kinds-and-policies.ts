import type { Migration } from '#src/database/migration.ts';

/** Kinds of questions, who may vote how often, who sees the results when, and what the ledger keeps for each. */
export const kindsAndPolicies: Migration = {
  name: '003-kinds-and-policies',
  up: `
    ALTER TABLE questions
      DROP CONSTRAINT questions_kind_check,
      DROP CONSTRAINT questions_policy_check,
      ADD CHECK (kind IN ('single', 'multiple', 'rating', 'ranked')),
      ADD CHECK (policy IN ('open', 'browser', 'account', 'credential')),
      ADD COLUMN min_choices smallint NOT NULL DEFAULT 1,
      ADD COLUMN max_choices smallint NOT NULL DEFAULT 1,
      ADD CHECK (min_choices >= 1 AND max_choices >= min_choices),
      ADD CHECK (kind IN ('multiple', 'ranked') OR max_choices = 1),
      ADD COLUMN secret boolean NOT NULL DEFAULT true,
      ADD CHECK (secret OR policy = 'account'),
      ADD COLUMN results text NOT NULL DEFAULT 'always'
        CHECK (results IN ('always', 'voted', 'closed', 'organisers')),
      ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';

    -- Only where an answer may be changed does a participation know its ballot.
    ALTER TABLE participations ADD COLUMN ballot_id uuid;

    -- Keyed hashes of the one-time credentials of a question; a credential is used once its participation exists.
    CREATE TABLE credentials (
      question_id integer NOT NULL REFERENCES questions ON DELETE CASCADE,
      voter bytea NOT NULL CHECK (octet_length(voter) = 32),
      PRIMARY KEY (question_id, voter)
    );

    -- Ballots counted, beside the tallies by choice: a ballot may hold several choices.
    CREATE TABLE turnouts (
      question_id integer PRIMARY KEY REFERENCES questions ON DELETE CASCADE,
      ballots bigint NOT NULL CHECK (ballots >= 0)
    ) WITH (fillfactor = 50);

    -- How often each ranking was cast: what a tally of ranked ballots is computed from.
    CREATE TABLE rankings (
      question_id integer NOT NULL REFERENCES questions ON DELETE CASCADE,
      choices integer[] NOT NULL,
      ballots bigint NOT NULL CHECK (ballots >= 0),
      PRIMARY KEY (question_id, choices)
    ) WITH (fillfactor = 70);
  `,
  down: `
    DROP TABLE rankings, turnouts, credentials;
    ALTER TABLE participations DROP COLUMN ballot_id;
    DELETE FROM questions WHERE kind <> 'single' OR policy NOT IN ('open', 'browser');
    ALTER TABLE questions
      DROP COLUMN time_zone, DROP COLUMN results, DROP COLUMN secret, DROP COLUMN max_choices, DROP COLUMN min_choices,
      DROP CONSTRAINT questions_kind_check, DROP CONSTRAINT questions_policy_check,
      ADD CONSTRAINT questions_kind_check CHECK (kind IN ('single')),
      ADD CONSTRAINT questions_policy_check CHECK (policy IN ('open', 'browser'));
  `,
};
