import type { Migration } from '#src/database/migration.ts';

/** Exports and the objects they write. Both outlive the questions they were made from, so neither refers to them. */
export const exportsAndObjects: Migration = {
  name: '002-exports',
  up: `
    CREATE TABLE exports (
      id uuid PRIMARY KEY,
      number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      bucket text NOT NULL,
      prefix text NOT NULL,
      requested_by text NOT NULL,
      runner text NOT NULL CHECK (runner IN ('worker', 'command')),
      state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'succeeded', 'failed')),
      error_code text,
      error_message text,
      trace_id text,
      created_at timestamptz NOT NULL DEFAULT now(),
      queued_at timestamptz NOT NULL DEFAULT now(),
      started_at timestamptz,
      finished_at timestamptz,
      CHECK ((error_code IS NULL) = (error_message IS NULL)),
      CHECK ((state IN ('succeeded', 'failed')) = (finished_at IS NOT NULL))
    );
    CREATE INDEX exports_running ON exports (started_at) WHERE state = 'running';

    CREATE TABLE export_objects (
      export_id uuid NOT NULL REFERENCES exports ON DELETE CASCADE,
      position integer NOT NULL,
      question_id integer NOT NULL,
      slug text NOT NULL,
      question text NOT NULL,
      key text NOT NULL,
      state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'succeeded', 'failed')),
      expected_rows bigint,
      rows bigint NOT NULL DEFAULT 0,
      bytes bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (export_id, position)
    );
  `,
  down: `DROP TABLE export_objects, exports;`,
};
