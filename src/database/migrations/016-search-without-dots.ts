import type { Migration } from '#src/database/migration.ts';

/** The indexes are made anew only where a text folds to another than before: that holds questions and choices for a second and more where they have 60,000 rows. */
const foldBy = (folded: string) => `
    CREATE OR REPLACE FUNCTION search_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
      $body$ SELECT ${folded} $body$;
    DO $body$ BEGIN
      IF to_regclass('questions_search') IS NOT NULL AND (
        lower('I') <> 'i' OR EXISTS (SELECT FROM questions WHERE text LIKE '%ı%') OR EXISTS (SELECT FROM choices WHERE text LIKE '%ı%')
      ) THEN
        -- A connection that has used an index goes on with the function of before, also where it is to REINDEX.
        DROP INDEX questions_search, choices_search;
        CREATE INDEX questions_search ON questions USING gin (search_fold(text) gin_trgm_ops);
        CREATE INDEX choices_search ON choices USING gin (search_fold(text) gin_trgm_ops);
      END IF;
    END $body$;
`;

const PLAIN = `regexp_replace(normalize($1, NFKD), '[\\u0300-\\u036f]', '', 'g')`;

/** I, İ, i and ı are one letter to a search: a database of Turkish collation makes ı of I, all others make i of it. */
export const searchWithoutDots: Migration = {
  name: '016-search-without-dots',
  up: foldBy(`lower(translate(${PLAIN}, 'Iı', 'ii'))`),
  down: foldBy(`lower(${PLAIN})`),
};
