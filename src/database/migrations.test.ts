import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { migrations } from '#src/database/migrate.ts';
import { dangerousStatements } from '#src/database/testing/dangerous-statements.ts';

describe('no migration holds up votes for as long as a large table takes', () => {
  for (const { name, up } of migrations) it(name, () => assert.deepEqual(dangerousStatements(up), []));
});

const dangers: Record<string, string> = {
  'an index': 'CREATE INDEX a ON ballots (id)',
  'a unique index': 'CREATE UNIQUE INDEX IF NOT EXISTS a ON receipts (sealed)',
  'a default that differs by row': 'ALTER TABLE ballots ADD COLUMN a uuid NOT NULL DEFAULT gen_random_uuid()',
  'a generated column': 'ALTER TABLE ballots ADD a int GENERATED ALWAYS AS (1) STORED',
  'a new type': 'ALTER TABLE ballots ALTER COLUMN question_id TYPE bigint',
  'not null': 'ALTER TABLE participations ALTER ballot_id SET NOT NULL',
  'a check': 'ALTER TABLE ballots ADD CHECK (question_id > 0)',
  'a named check': 'ALTER TABLE ballots ADD COLUMN a int, ADD CONSTRAINT b CHECK (a > 0)',
  'a foreign key': 'ALTER TABLE log_entries ADD FOREIGN KEY (ballot_id) REFERENCES ballots',
  'a unique constraint': 'ALTER TABLE ballots ADD UNIQUE (cast_at)',
  'every row': "UPDATE ballots SET choices = '{}'",
  'a lock': 'LOCK TABLE ballots',
  'a count beside a lock':
    'ALTER TABLE questions ADD a int; INSERT INTO turnouts SELECT 1, count(*) FROM ballots',
};

for (const [what, sql] of Object.entries(dangers))
  test(`${what} on a large table is found`, () => assert.equal(dangerousStatements(sql).length, 1));

test('what is over at once is not', () => {
  const harmless = `
    -- CREATE INDEX a ON ballots (id);
    ALTER TABLE ballots ADD COLUMN a int NOT NULL DEFAULT 0, ADD COLUMN b text;
    ALTER TABLE ballots ADD CONSTRAINT c CHECK (a >= 0) NOT VALID;
    ALTER TABLE ballots VALIDATE CONSTRAINT c;
    CREATE INDEX CONCURRENTLY d ON ballots (a);
    CREATE TABLE e (id int PRIMARY KEY, UNIQUE (id));
    CREATE INDEX f ON e (id);
    CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$ BEGIN UPDATE ballots SET a = 1; RETURN 1; END $$;
    CREATE INDEX h ON questions (text)`;
  assert.deepEqual(dangerousStatements(harmless), []);
});
