import type { Migration } from '#src/database/migration.ts';

/** Receipts that only their codes open, and the Merkle log of each question with its signed heads. */
export const receiptsAndProofs: Migration = {
  name: '008-receipts-and-proofs',
  up: `
    -- Nothing here says which question or ballot it is of: that is inside what the code opens.
    CREATE TABLE receipts (
      code_hash bytea PRIMARY KEY CHECK (octet_length(code_hash) = 32),
      sealed bytea NOT NULL
    );

    -- Every public key that heads were signed with, so that old heads can be verified.
    CREATE TABLE signing_keys (
      id text PRIMARY KEY,
      public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
      used_from timestamptz NOT NULL DEFAULT now(),
      used_until timestamptz
    );

    -- The right edge of each log, which is all it takes to append, and the tally of what is in it.
    CREATE TABLE ballot_logs (
      question_id integer PRIMARY KEY REFERENCES questions ON DELETE CASCADE,
      size bigint NOT NULL DEFAULT 0,
      frontier bytea[] NOT NULL DEFAULT '{}',
      tallies jsonb NOT NULL DEFAULT '{}',
      newest timestamptz,
      head_wanted boolean NOT NULL DEFAULT false
    ) WITH (fillfactor = 50);
    CREATE TABLE log_entries (
      question_id integer NOT NULL REFERENCES ballot_logs ON DELETE CASCADE,
      position bigint NOT NULL,
      ballot_id uuid NOT NULL UNIQUE,
      leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
      PRIMARY KEY (question_id, position)
    );
    -- Roots over 256 leaves, and over 256 of those: a proof is made of a few hundred hashes instead of all.
    CREATE TABLE log_nodes (
      question_id integer NOT NULL REFERENCES ballot_logs ON DELETE CASCADE,
      level smallint NOT NULL,
      position bigint NOT NULL,
      hash bytea NOT NULL CHECK (octet_length(hash) = 32),
      PRIMARY KEY (question_id, level, position)
    );
    CREATE TABLE log_heads (
      question_id integer NOT NULL REFERENCES ballot_logs ON DELETE CASCADE,
      number integer NOT NULL CHECK (number > 0),
      size bigint NOT NULL,
      final boolean NOT NULL,
      made_at timestamptz NOT NULL,
      key_id text NOT NULL REFERENCES signing_keys,
      note text NOT NULL,
      PRIMARY KEY (question_id, number)
    );
    CREATE UNIQUE INDEX log_heads_final ON log_heads (question_id) WHERE final;

    CREATE TRIGGER log_entries_never_change BEFORE UPDATE ON log_entries
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER log_nodes_never_change BEFORE UPDATE ON log_nodes
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER log_heads_never_change BEFORE UPDATE ON log_heads
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  `,
  down: `DROP TABLE log_heads, log_nodes, log_entries, ballot_logs, signing_keys, receipts;`,
};
