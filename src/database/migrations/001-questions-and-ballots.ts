import type { Migration } from '#src/database/migration.ts';

/** Accounts, sessions, questions with their choices, and the ledger: ballots apart from participations. */
export const questionsAndBallots: Migration = {
  name: '001-questions-and-ballots',
  up: `
    CREATE TABLE accounts (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name text NOT NULL CHECK (name = lower(name) AND char_length(name) BETWEEN 1 AND 64) UNIQUE,
      password_hash text NOT NULL,
      role text NOT NULL CHECK (role IN ('voter', 'organiser', 'administrator')),
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE sessions (
      token_hash bytea PRIMARY KEY,
      account_id integer NOT NULL REFERENCES accounts ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      last_seen_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX sessions_by_account ON sessions (account_id);

    CREATE TABLE questions (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) <= 80),
      text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 200),
      description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 2000),
      kind text NOT NULL DEFAULT 'single' CHECK (kind IN ('single')),
      policy text NOT NULL CHECK (policy IN ('open', 'browser')),
      state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'open', 'closed')),
      opens_at timestamptz,
      closes_at timestamptz,
      author_id integer REFERENCES accounts ON DELETE SET NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CHECK (state = 'draft' OR opens_at IS NOT NULL),
      CHECK (closes_at IS NULL OR opens_at IS NULL OR closes_at >= opens_at)
    );
    CREATE INDEX questions_newest ON questions (opens_at DESC, id DESC) WHERE state <> 'draft';

    -- Tallies change with every batch: room in the page keeps those updates off the indexes.
    CREATE TABLE choices (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      question_id integer NOT NULL REFERENCES questions ON DELETE CASCADE,
      position smallint NOT NULL,
      text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 200),
      tally bigint NOT NULL DEFAULT 0 CHECK (tally >= 0),
      UNIQUE (question_id, position)
    ) WITH (fillfactor = 50);

    -- Who took part and what was cast share no key, so a dump cannot join them.
    CREATE TABLE participations (
      question_id integer NOT NULL REFERENCES questions ON DELETE CASCADE,
      voter bytea NOT NULL CHECK (octet_length(voter) = 32),
      PRIMARY KEY (question_id, voter)
    );
    CREATE TABLE ballots (
      id uuid PRIMARY KEY,
      question_id integer NOT NULL REFERENCES questions ON DELETE CASCADE,
      choices integer[] NOT NULL CHECK (cardinality(choices) > 0),
      cast_at timestamptz NOT NULL
    );
    CREATE INDEX ballots_by_question ON ballots (question_id, cast_at, id);
  `,
  down: `DROP TABLE ballots, participations, choices, questions, sessions, accounts;`,
};
