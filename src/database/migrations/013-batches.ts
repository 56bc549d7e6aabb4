import type { Migration } from '#src/database/migration.ts';

/**
 * The last batch of votes that each process has committed, with the places of the votes in it that were counted. A process
 * whose commit got no answer reads here what became of it, and raises the fence: batches up to that are not committed any more.
 */
export const batches: Migration = {
  name: '013-batches',
  up: `
    -- A page has room for several versions of a row, so that an update touches no other page and no index.
    CREATE TABLE batches (
      process uuid PRIMARY KEY,
      batch bigint NOT NULL,
      counted smallint[] NOT NULL,
      changed smallint[] NOT NULL,
      fence bigint NOT NULL,
      at timestamptz NOT NULL DEFAULT now()
    ) WITH (fillfactor = 25);
  `,
  down: 'DROP TABLE batches;',
};
