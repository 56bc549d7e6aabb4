import type { Migration } from '#src/database/migration.ts';

/** Sessions that their owner can see and end, access tokens, attempts; and no time about a person finer than the hour. */
export const accountsAndTokens: Migration = {
  name: '005-accounts',
  up: `
    -- Ballots carry their time. Whoever has a dump could lay the times of people beside it, so these are cut to the hour,
    -- by the database itself: no way of writing a row goes round it.
    CREATE FUNCTION cut_account_times() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.created_at := date_trunc('hour', NEW.created_at, 'UTC');
      RETURN NEW;
    END $$;
    CREATE FUNCTION cut_session_times() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.created_at := date_trunc('hour', NEW.created_at, 'UTC');
      NEW.last_seen_at := date_trunc('hour', NEW.last_seen_at, 'UTC');
      NEW.expires_at := date_trunc('hour', NEW.expires_at, 'UTC');
      RETURN NEW;
    END $$;
    CREATE TRIGGER cut_times BEFORE INSERT OR UPDATE ON accounts
      FOR EACH ROW EXECUTE FUNCTION cut_account_times();
    CREATE TRIGGER cut_times BEFORE INSERT OR UPDATE ON sessions
      FOR EACH ROW EXECUTE FUNCTION cut_session_times();
    UPDATE accounts SET created_at = created_at;
    UPDATE sessions SET created_at = created_at;

    ALTER TABLE sessions
      ADD id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
      ADD client text NOT NULL DEFAULT '' CHECK (char_length(client) <= 80);
    CREATE INDEX sessions_by_end ON sessions (expires_at);

    CREATE TABLE access_tokens (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      account_id integer NOT NULL REFERENCES accounts ON DELETE CASCADE,
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 80),
      token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
      scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
      created_on date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
      expires_on date,
      last_used_on date,
      UNIQUE (account_id, name)
    );

    -- The key is a keyed hash of who tried what in which window; the end of the window is rounded up to the hour.
    CREATE TABLE attempts (
      key bytea PRIMARY KEY CHECK (octet_length(key) = 32),
      count integer NOT NULL,
      expires_at timestamptz NOT NULL CHECK (expires_at = date_trunc('hour', expires_at, 'UTC'))
    );
    CREATE INDEX attempts_by_end ON attempts (expires_at);
  `,
  down: `
    DROP TABLE attempts, access_tokens;
    DROP INDEX sessions_by_end;
    ALTER TABLE sessions DROP id, DROP client;
    DROP TRIGGER cut_times ON sessions;
    DROP TRIGGER cut_times ON accounts;
    DROP FUNCTION cut_session_times, cut_account_times;
  `,
};
