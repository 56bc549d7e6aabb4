import type { Migration } from '#src/database/migration.ts';

/** Exports whose files hold several questions each: where in its file the votes of a question begin. */
export const exportsTogether: Migration = {
  name: '010-exports-together',
  up: `
    ALTER TABLE exports ADD COLUMN layout text NOT NULL DEFAULT 'each' CHECK (layout IN ('each', 'together'));
    ALTER TABLE export_objects ADD COLUMN first_byte bigint;
  `,
  down: `
    ALTER TABLE export_objects DROP COLUMN first_byte;
    ALTER TABLE exports DROP COLUMN layout;
  `,
};
