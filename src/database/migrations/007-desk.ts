import type { Migration } from '#src/database/migration.ts';

/** Questions that are put away, and what organisers did: a table that only grows. */
export const organisersDesk: Migration = {
  name: '007-desk',
  up: `
    ALTER TABLE questions ADD COLUMN archived_at timestamptz;
    CREATE INDEX questions_by_author ON questions (author_id, id);

    -- What it tells of may be deleted, so it refers to nothing.
    CREATE TABLE audit_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT now(),
      actor_id integer,
      actor text,
      owner_id integer,
      action text NOT NULL,
      question text,
      details jsonb NOT NULL DEFAULT '{}'
    );
    CREATE INDEX audit_log_by_actor ON audit_log (actor_id, id);
    CREATE INDEX audit_log_by_owner ON audit_log (owner_id, id);
    CREATE INDEX audit_log_by_question ON audit_log (question, id);

    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END
    $$;
    CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  `,
  down: `
    DROP TABLE audit_log;
    DROP FUNCTION refuse_change;
    DROP INDEX questions_by_author;
    ALTER TABLE questions DROP COLUMN archived_at;
  `,
};
