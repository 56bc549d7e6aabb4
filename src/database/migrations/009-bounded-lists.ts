import type { Migration } from '#src/database/migration.ts';

/** What lists of questions need so that a page of one costs the same among ten questions and among ten thousand. */
export const boundedLists: Migration = {
  name: '009-bounded-lists',
  up: `
    CREATE INDEX questions_listed ON questions (opens_at DESC, id DESC) WHERE state <> 'draft' AND archived_at IS NULL;
    DROP INDEX questions_newest;
    CREATE INDEX questions_on_desk ON questions (author_id, state, id) WHERE archived_at IS NULL;
    CREATE INDEX questions_by_state ON questions (state, id) WHERE archived_at IS NULL;
    CREATE INDEX questions_archived_by_author ON questions (author_id, id) WHERE archived_at IS NOT NULL;
    CREATE INDEX questions_archived ON questions (id) WHERE archived_at IS NOT NULL;
    CREATE INDEX questions_opening ON questions (opens_at) WHERE state = 'open' AND archived_at IS NULL;
    CREATE INDEX questions_closing ON questions (closes_at) WHERE state = 'open';

    -- Moves on with every change, except votes, after which the public list is another. It tells nothing, and whoever
    -- changes a question has to be able to move it.
    CREATE SEQUENCE listing_changes;
    GRANT USAGE ON SEQUENCE listing_changes TO PUBLIC;
    CREATE FUNCTION note_listing_change() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
      PERFORM nextval('listing_changes');
      RETURN NULL;
    END $body$;
    CREATE TRIGGER questions_change_listing AFTER INSERT OR UPDATE OR DELETE ON questions
      FOR EACH ROW EXECUTE FUNCTION note_listing_change();
    CREATE TRIGGER reaction_counts_change_listing AFTER INSERT OR UPDATE OR DELETE ON reaction_counts
      FOR EACH ROW EXECUTE FUNCTION note_listing_change();
    CREATE TRIGGER ranking_day_changes_listing AFTER UPDATE ON ranking_day
      FOR EACH ROW EXECUTE FUNCTION note_listing_change();
  `,
  down: `
    DROP TRIGGER ranking_day_changes_listing ON ranking_day;
    DROP TRIGGER reaction_counts_change_listing ON reaction_counts;
    DROP TRIGGER questions_change_listing ON questions;
    DROP FUNCTION note_listing_change;
    DROP SEQUENCE listing_changes;
    DROP INDEX questions_closing, questions_opening, questions_archived, questions_archived_by_author,
      questions_by_state, questions_on_desk, questions_listed;
    CREATE INDEX questions_newest ON questions (opens_at DESC, id DESC) WHERE state <> 'draft';
  `,
};
