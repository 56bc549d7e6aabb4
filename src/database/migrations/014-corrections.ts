import type { Migration } from '#src/database/migration.ts';

/**
 * From which id on the choices of a question are those of now. A correction of a published question gives it new choices, so that
 * no vote from before counts for one of them. Code that does not know the column corrects nothing.
 */
export const corrections: Migration = {
  name: '014-corrections',
  up: 'ALTER TABLE questions ADD COLUMN choices_from integer NOT NULL DEFAULT 0;',
  down: 'ALTER TABLE questions DROP COLUMN choices_from;',
};
