import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { copyOut } from '#src/features/exports/csv/copy-out.ts';
import { votesAsCsv } from '#src/features/exports/csv/votes-as-csv.ts';
import { publishQuestion } from '#src/features/exports/testing/test-bed.ts';
import { createTestDatabase } from '../../../../test/support/database.ts';

/** What a spreadsheet takes for the start of a formula. */
const SIGN = /[=+\-@＝＋－＠]/;

/** Texts of every plane, with much of what CSV and spreadsheets stumble over. */
const text = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'=+-@＝＋－＠;,"\'\t\r\n|> \\.') },
      { weight: 1, arbitrary: fc.constantFrom('\u202e', '\u2066', '\u2069', '\u200f', '\ufeff', '\u0301') },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((one) => one.length > 0);

/** Reads CSV as RFC 4180 has it, one character at a time, knowing nothing of how it was written. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const letter = csv.charAt(at);
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (csv.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ',' || letter === '\n') {
      row.push(cell);
      cell = '';
      if (letter === '\n') rows.push(row.splice(0));
    } else cell += letter;
  }
  assert.deepEqual([row, cell, quoted], [[], '', false], 'ends with a whole line');
  return rows;
}

/** Whether a spreadsheet would run the cell, or a part of it that it takes for a cell of its own. */
const isRun = (cell: string) =>
  cell.split(/[;\t\r\n]/).some((part) => SIGN.test(part.charAt(0))) || /^[\t\r\n]/.test(cell);

describe('CSV of any text', () => {
  let database: Database;
  let client: pg.Client;
  const cleanup: (() => unknown)[] = [];
  before(async () => {
    const url = await createTestDatabase({ after: (step) => void cleanup.push(step as () => unknown) });
    database = connectDatabase(url, { poolSize: 1 });
    client = new pg.Client(url);
    await client.connect();
  });
  after(async () => {
    await Promise.all([database.close(), client.end()]);
    for (const step of cleanup) await step();
  });

  it('is read again as it was, but for apostrophes, and starts no formula', async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(text, { minLength: 2, maxLength: 12 }), async (texts) => {
        number += 1;
        const id = await publishQuestion(database, `property-${number}`, texts, texts.length);
        const chunks = await Array.fromAsync(copyOut(client, votesAsCsv(id)), ({ bytes }) =>
          Buffer.from(bytes),
        );
        const csv = Buffer.concat(chunks);
        assert.ok(Buffer.from(csv.toString('utf8')).equals(csv), 'is UTF-8');
        const rows = parse(csv.toString('utf8'));
        assert.equal(rows.length, texts.length);
        for (const [at, row] of rows.entries()) {
          const [cell = '', time = ''] = row;
          assert.equal(row.length, 2);
          assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
          assert.equal(isRun(cell), false, JSON.stringify(cell));
          assert.equal(cell.replaceAll("'", ''), (texts[at] ?? '').replaceAll("'", ''));
          if (!isRun(texts[at] ?? '')) assert.equal(cell, texts[at]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
