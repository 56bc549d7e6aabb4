import type { Migration } from '#src/database/migration.ts';

/**
 * Voters of secret questions in crowds instead of a row each. Code that only knows rows goes on to add them: a trigger takes what
 * it adds into the crowds, and keeps it from adding whom the crowds have.
 */
export const crowds: Migration = {
  name: '011-crowds',
  up: `
    -- Keys of voters, ascending: all of the question's from low to the next row's. With 512 of them two versions of a row
    -- nearly fill a page, so that a new version stays on the page of the one before.
    CREATE TABLE crowds (
      question_id integer NOT NULL REFERENCES questions ON DELETE CASCADE,
      low bigint NOT NULL,
      voters bigint[] NOT NULL CHECK (cardinality(voters) > 0),
      PRIMARY KEY (question_id, low)
    ) WITH (fillfactor = 50, toast_tuple_target = 8160);

    CREATE FUNCTION join_crowd() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      key bigint := ('x' || encode(substring(NEW.voter FROM 1 FOR 8), 'hex'))::bit(64)::bigint;
      crowd record;
    BEGIN
      -- The lock that code takes which knows crowds.
      PERFORM pg_advisory_xact_lock(7283411, NEW.question_id);
      SELECT low, voters INTO crowd FROM crowds
        WHERE question_id = NEW.question_id AND low <= key ORDER BY low DESC LIMIT 1;
      IF NOT FOUND THEN
        INSERT INTO crowds VALUES (NEW.question_id, -9223372036854775808, ARRAY[key]);
      ELSIF key = ANY (crowd.voters) THEN
        RETURN NULL;
      ELSE
        UPDATE crowds SET voters = ARRAY(SELECT v FROM unnest(voters || key) AS v ORDER BY v)
          WHERE question_id = NEW.question_id AND low = crowd.low;
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER join_crowd BEFORE INSERT ON participations
      FOR EACH ROW WHEN (NEW.ballot_id IS NULL) EXECUTE FUNCTION join_crowd();
  `,
  // A key is a part of the voter's hash, of which the rows want all: whoever voted since could vote again.
  down: `
    DO $$ BEGIN
      IF EXISTS (
        SELECT question_id, unnest(voters) FROM crowds EXCEPT
        SELECT question_id, ('x' || encode(substring(voter FROM 1 FOR 8), 'hex'))::bit(64)::bigint FROM participations
      ) THEN
        RAISE 'voters of secret questions cannot be made rows again: go back to a backup, or delete these questions';
      END IF;
    END $$;
    DROP TRIGGER join_crowd ON participations;
    DROP FUNCTION join_crowd;
    DROP TABLE crowds;
  `,
};
