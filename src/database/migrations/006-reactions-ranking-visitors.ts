import type { Migration } from '#src/database/migration.ts';

/** Likes and dislikes, the day that ranks are of, what a search looks at, and visitors. */
export const reactionsRankingVisitors: Migration = {
  name: '006-reactions-ranking-visitors',
  up: `
    CREATE TABLE reactions (
      question_id integer NOT NULL REFERENCES questions ON DELETE CASCADE,
      account_id integer NOT NULL REFERENCES accounts ON DELETE CASCADE,
      value smallint NOT NULL CHECK (value IN (1, -1)),
      PRIMARY KEY (question_id, account_id)
    );
    CREATE INDEX reactions_by_account ON reactions (account_id);

    CREATE TABLE reaction_counts (
      question_id integer PRIMARY KEY REFERENCES questions ON DELETE CASCADE,
      likes bigint NOT NULL CHECK (likes >= 0),
      dislikes bigint NOT NULL CHECK (dislikes >= 0)
    ) WITH (fillfactor = 50);

    -- Triggers, because an account that is deleted takes its reactions along without any statement of ours.
    CREATE FUNCTION count_added_reactions() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
      INSERT INTO reaction_counts AS c (question_id, likes, dislikes)
      SELECT question_id, count(*) FILTER (WHERE value = 1), count(*) FILTER (WHERE value = -1)
      FROM added GROUP BY question_id ORDER BY question_id
      ON CONFLICT (question_id) DO UPDATE SET likes = c.likes + excluded.likes, dislikes = c.dislikes + excluded.dislikes;
      RETURN NULL;
    END $body$;
    CREATE FUNCTION count_removed_reactions() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
      PERFORM FROM reaction_counts WHERE question_id IN (SELECT question_id FROM removed) ORDER BY question_id FOR UPDATE;
      UPDATE reaction_counts c SET likes = c.likes - r.likes, dislikes = c.dislikes - r.dislikes
      FROM (
        SELECT question_id, count(*) FILTER (WHERE value = 1) AS likes, count(*) FILTER (WHERE value = -1) AS dislikes
        FROM removed GROUP BY question_id
      ) r WHERE c.question_id = r.question_id;
      RETURN NULL;
    END $body$;
    CREATE TRIGGER reactions_added AFTER INSERT ON reactions
      REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_reactions();
    CREATE TRIGGER reactions_changed_from AFTER UPDATE ON reactions
      REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_removed_reactions();
    CREATE TRIGGER reactions_changed_to AFTER UPDATE ON reactions
      REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_reactions();
    CREATE TRIGGER reactions_removed AFTER DELETE ON reactions
      REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_removed_reactions();

    -- The day (UTC) whose new questions rank higher; it moves on when ranking runs.
    CREATE TABLE ranking_day (
      singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
      day date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date
    );
    INSERT INTO ranking_day DEFAULT VALUES;

    CREATE FUNCTION search_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
      $body$ SELECT lower(regexp_replace(normalize($1, NFKD), '[\\u0300-\\u036f]', '', 'g')) $body$;
    CREATE FUNCTION search_pattern(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
      $body$ SELECT '%' || regexp_replace(search_fold($1), '([\\\\%_])', '\\\\\\1', 'g') || '%' $body$;
    -- A server without the extension, or a role that may not add it, searches without an index.
    DO $body$ BEGIN
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN NULL;
    END $body$;
    DO $body$ BEGIN
      IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX questions_search ON questions USING gin (search_fold(text) gin_trgm_ops);
        CREATE INDEX choices_search ON choices USING gin (search_fold(text) gin_trgm_ops);
      END IF;
    END $body$;

    -- A keyed hash stands for an address; the day is all that is known of when.
    CREATE TABLE visitors (
      visitor bytea PRIMARY KEY CHECK (octet_length(visitor) = 32),
      visits bigint NOT NULL CHECK (visits > 0),
      last_day date NOT NULL
    ) WITH (fillfactor = 70);
    CREATE INDEX visitors_by_day ON visitors (last_day);
    CREATE TABLE visitor_totals (
      singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
      visitors bigint NOT NULL DEFAULT 0 CHECK (visitors >= 0)
    );
    INSERT INTO visitor_totals DEFAULT VALUES;
  `,
  down: `
    DROP TABLE visitor_totals, visitors, ranking_day, reaction_counts, reactions;
    DROP INDEX IF EXISTS questions_search, choices_search;
    DROP FUNCTION search_pattern(text), search_fold(text), count_added_reactions(), count_removed_reactions();
  `,
};
