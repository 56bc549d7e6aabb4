import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { QueryTypes } from 'sequelize';
import { connectDatabase } from '#src/database/database.ts';
import { socketOf } from '#src/database/socket-of.ts';
import { copyOut } from '#src/features/exports/csv/copy-out.ts';
import type { CopiedRows } from '#src/features/exports/csv/copy-rows.ts';
import { votesAsCsv, votesOfEachAsCsv, votesWithTabs } from '#src/features/exports/csv/votes-as-csv.ts';
import { publishQuestion } from '#src/features/exports/testing/test-bed.ts';
import { undoInReverse } from '../../../../test/support/cleanup.ts';
import { createTestDatabase } from '../../../../test/support/database.ts';

async function readAll(rows: AsyncIterable<CopiedRows>): Promise<string> {
  const chunks = await Array.fromAsync(rows, ({ bytes }) => bytes);
  return Buffer.concat(chunks).toString();
}

async function open(t: TestContext) {
  const undo = undoInReverse(t);
  const url = await createTestDatabase(undo);
  const database = connectDatabase(url, { poolSize: 1 });
  const client = new pg.Client(url);
  await client.connect();
  undo.after(() => Promise.all([database.close(), client.end()]));
  return {
    database,
    client,
    text: (sql: string) => readAll(copyOut(client, sql)),
    csv: (id: number) => readAll(copyOut(client, votesAsCsv(id))),
    each: (ids: number[]) => Array.fromAsync(copyOut(client, votesOfEachAsCsv(ids), true)),
  };
}

/** Reads CSV the way RFC 4180 says. */
function parse(csv: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n)/gy;
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(field)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('votesAsCsv', () => {
  it('gives a line a vote, oldest first, with microseconds in UTC and no header', async (t) => {
    const { database, csv } = await open(t);
    const id = await publishQuestion(database, 'editor', ['Vim', 'Emacs'], 3);
    await database.sequelize.query(`SET TIME ZONE 'Asia/Kathmandu'`);
    assert.equal(
      await csv(id),
      'Vim,2026-11-21T10:04:23.123456Z\nEmacs,2026-11-21T10:04:23.124456Z\nVim,2026-11-21T10:04:23.125456Z\n',
    );
  });

  it('keeps every text as it is, but those that a spreadsheet would run', async (t) => {
    const harmless = [
      'plain',
      'comma, and "quotes"',
      'two\nlines',
      'carriage\r\nreturn',
      '\\.',
      'tab\tinside',
      'null \\N',
      'a-b=c+d@e',
      '  blanks  ',
      'שלום عالم',
      '\u202Eright to left',
      '👩‍👩‍👧‍👦 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
      '\u{10FFFF}\u{1F600}\uE000',
    ];
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1', '＋1', '－1', '＠1'];
    const { database, csv } = await open(t);
    const id = await publishQuestion(database, 'nasty', [...harmless, ...formulas, 'x;=1+1', 'y\n-1'], 25);
    assert.deepEqual(
      parse(await csv(id)).map(([choice]) => choice),
      [...harmless, ...formulas.map((formula) => `'${formula}`), "x;'=1+1", "y\n'-1"],
    );
  });

  for (const { kind, line } of [
    { kind: 'multiple', line: 'C | B | A' },
    { kind: 'ranked', line: 'C > B > A' },
  ]) {
    it(`joins the choices of one vote in their order: ${kind}`, async (t) => {
      const { database, csv } = await open(t);
      const id = await publishQuestion(database, 'many', ['A', 'B', 'C'], 1);
      await database.questions.update({ kind: kind as 'multiple' }, { where: { id } });
      await database.sequelize.query(
        `UPDATE ballots SET choices = (SELECT array_agg(id ORDER BY id DESC) FROM choices WHERE question_id = $1)`,
        { bind: [id], type: QueryTypes.SELECT },
      );
      assert.equal(await csv(id), `${line},2026-11-21T10:04:23.123456Z\n`);
    });
  }

  it('is empty for a question without votes and knows no other question', async (t) => {
    const { database, csv } = await open(t);
    const id = await publishQuestion(database, 'silent', ['A', 'B'], 0);
    await publishQuestion(database, 'loud', ['A', 'B'], 5);
    assert.equal(await csv(id), '');
  });

  it('gives votes of one moment in the order of their ids, and the id of a choice that is gone', async (t) => {
    const { database, csv, text } = await open(t);
    const id = await publishQuestion(database, 'once', ['A', 'B', 'C'], 0);
    for (const [ballot, choices] of [
      [3, '3'],
      [1, '1'],
      [2, '77'],
      [4, '2,78'],
    ] as const)
      await database.sequelize.query(
        `INSERT INTO ballots VALUES (lpad('${ballot}', 32, '0')::uuid, ${id}, '{${choices}}', '2026-11-21T10:00Z')`,
      );
    const time = '2026-11-21T10:00:00.000000Z';
    const told = ['A', '77', 'C', 'B > 78'].map((choice) => `${choice},${time}\n`);
    await database.sequelize.query(`UPDATE questions SET kind = 'ranked'`);
    // Neither an index nor the order in which they came may give the order by chance.
    await database.sequelize.query('DROP INDEX ballots_by_question');
    assert.equal(await csv(id), told.join(''));
    assert.equal(await text(votesOfEachAsCsv([id])), told.map((line) => `${id},${line}`).join(''));
  });

  it('stands between tabs, or behind its question, where that is asked for', async (t) => {
    const { database, text } = await open(t);
    const id = await publishQuestion(database, 'editor', ['Vim', 'Emacs, too'], 2);
    const [first, second] = ['2026-11-21T10:04:23.123456Z', '2026-11-21T10:04:23.124456Z'];
    assert.equal(await text(votesWithTabs(id)), `Vim\t${first}\nEmacs, too\t${second}\n`);
    assert.equal(
      await text(votesOfEachAsCsv([id], true)),
      `${id},editor,Vim,${first}\n${id},editor,"Emacs, too",${second}\n`,
    );
  });

  it('fails as its statement does, and leaves the connection to the next one', async (t) => {
    const { client, text } = await open(t);
    await assert.rejects(text('COPY nothing TO STDOUT'), /relation "nothing" does not exist/);
    await assert.rejects(
      text('COPY (SELECT 1 / (3 - n) FROM generate_series(1, 5) n) TO STDOUT'),
      /division by zero/,
    );
    assert.deepEqual((await client.query('SELECT 1 AS one')).rows, [{ one: 1 }]);
    assert.equal(await text('COPY (SELECT 2) TO STDOUT'), '2\n');
  });

  it('fails where it cannot be sent, or for nobody where nobody takes its rows any more', async (t) => {
    const url = await createTestDatabase(t);
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    await client.connect();
    const rows = copyOut(client, `COPY (SELECT repeat('x', 1000) FROM generate_series(1, 100000)) TO STDOUT`);
    assert.ok(!(await rows.next()).done);
    await rows.return(undefined);
    const closed = new Promise<void>((resolve) => client.once('end', () => resolve()));
    socketOf(client).destroy();
    await closed;
    await assert.rejects(copyOut(client, 'COPY (SELECT 1) TO STDOUT').next(), /not queryable/);
    // A rejection that nobody heard of would be told by now, and fail the test.
    await setImmediate();
  });

  it('takes nothing but the id of a question', () => {
    const id = '1; DROP TABLE ballots' as unknown as number;
    assert.throws(() => votesAsCsv(id), TypeError);
    assert.throws(() => votesOfEachAsCsv([1, id]), TypeError);
  });

  it('gives of several questions what it gives of each, in the order they are asked for', async (t) => {
    const { database, csv, each } = await open(t);
    const choices = ['comma, and "quotes"', '=1+1', '2,\n3', '7'];
    const ids: number[] = [];
    for (const votes of [3, 0, 1, 900, 0, 2])
      ids.push(await publishQuestion(database, `q${votes}-${ids.length}`, choices, votes));
    const [first = 0] = ids;
    await database.sequelize.query(
      `UPDATE questions SET kind = 'ranked' WHERE id = ${first};
      UPDATE ballots SET choices = (SELECT array_agg(id ORDER BY id DESC) FROM choices WHERE question_id = ${first}) WHERE question_id = ${first}`,
    );
    const asked = [...ids].reverse();
    const parts = await each(asked);
    const inOrder = [...new Set(parts.map(({ key }) => key))];
    const expected: { id: number; text: string }[] = [];
    for (const id of asked) expected.push({ id, text: await csv(id) });
    assert.deepEqual(
      inOrder,
      expected.filter(({ text }) => text !== '').map(({ id }) => id),
    );
    for (const { id, text } of expected) {
      const own = parts.filter(({ key }) => key === id);
      assert.equal(Buffer.concat(own.map(({ bytes }) => bytes)).toString(), text);
    }
    const counts = asked.map((id) =>
      parts.reduce((sum, { key, count }) => sum + (key === id ? count : 0), 0),
    );
    assert.deepEqual(counts, [2, 0, 900, 1, 0, 3]);
  });
});
