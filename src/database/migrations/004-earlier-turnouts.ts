import type { Migration } from '#src/database/migration.ts';

/** Counts the ballots there are. A step of its own: counting takes long, and the step before holds the tables. */
export const earlierTurnouts: Migration = {
  name: '004-earlier-turnouts',
  up: `
    INSERT INTO turnouts SELECT question_id, count(*) FROM ballots GROUP BY question_id
    ON CONFLICT DO NOTHING;
  `,
  down: `TRUNCATE turnouts;`,
};
