import type { Migration } from '#src/database/migration.ts';

/** The form that a question was made by: sent again, it leads to that question. Code that does not know the column makes another. */
export const forms: Migration = {
  name: '015-forms',
  up: `
    ALTER TABLE questions ADD COLUMN form uuid;
    CREATE UNIQUE INDEX questions_by_form ON questions (author_id, form) WHERE form IS NOT NULL;
  `,
  down: 'ALTER TABLE questions DROP COLUMN form;',
};
