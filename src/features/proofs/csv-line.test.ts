import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvChoices } from '#src/features/proofs/csv-line.ts';

test('texts of choices are written as exported files have them', () => {
  for (const [text, written] of [
    ['Tea', 'Tea'],
    ['', '""'],
    ['a "b"', '"a ""b"""'],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    // What a spreadsheet would take for a formula, at the start or in what it takes for a cell of its own.
    ...[...'=+-@＝＋－＠'].map((sign) => [`${sign}1${sign}`, `'${sign}1${sign}`] as const),
    ['\ta', "'\ta"],
    ['\ra', `"'\ra"`],
    ['\n=a', `"'\n'=a"`],
    ['a;=b;+c', "a;'=b;'+c"],
    ['a\t@b', "a\t'@b"],
    [';a;', ';a;'],
  ] as const)
    assert.equal(csvChoices([text], false), `${written},`);
  assert.equal(csvChoices(['=a', 'b', ';=c'], false), "'=a | b | ;'=c,");
  assert.equal(csvChoices(['a', '=b'], true), "a > '=b,");
  assert.equal(csvChoices(['a', '"'], true), '"a > """,');
});
