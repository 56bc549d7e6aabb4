import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareLines } from '#src/features/proofs/verify/compare-lines.ts';

/** A letter is a line. */
const linesOf = (letters: string) => [...letters].map((letter) => `${letter}\n`);

test('lines that differ are told by what happened to them', () => {
  for (const [actual, expected, ...told] of [
    ['', 'ab', 'the file ends after line 5: 2 lines are missing at its end'],
    ['', 'a', 'the file ends after line 5: 1 line is missing at its end'],
    ['b', 'ab', 'line 6 is missing: it should read "a"'],
    ['c', 'abc', '2 lines are missing from line 6 on, the first "a"'],
    ['ab', 'b', 'line 6 is added: it reads "a"'],
    ['a', '', 'line 6 is added: it reads "a"'],
    ['abc', 'c', '2 lines are added from line 6 on, the first "a"'],
    ['axc', 'abc', 'line 7 reads "x", should read "b"'],
    ['xbyd', 'abcd', 'line 6 reads "x", should read "a"', 'line 8 reads "y", should read "c"'],
    [
      'vwxyz',
      'abcde',
      'line 6 reads "v", should read "a"',
      'line 7 reads "w", should read "b"',
      'line 8 reads "x", should read "c"',
      '2 more lines differ',
    ],
    [
      'vwxy',
      'abcd',
      'line 6 reads "v", should read "a"',
      'line 7 reads "w", should read "b"',
      'line 8 reads "x", should read "c"',
      '1 more line differs',
    ],
    ['cba', 'abc', 'lines 6 and 8 are swapped'],
    ['bca', 'abc', 'lines 6 to 8 are in another order'],
    ['aab', 'abb', 'line 7 reads "a", should read "b"'],
    ['x', 'abc', 'line 6 reads "x", should read "a"; there are 6 lines, there should be 8'],
    ['xyd', 'abcd', 'line 6 reads "x", should read "a"; there are 8 lines, there should be 9'],
    ['abxyz', 'cd', 'line 6 reads "a", should read "c"; there are 10 lines, there should be 7'],
  ] as const)
    assert.deepEqual(compareLines(linesOf(actual), linesOf(expected), 5), told, `${actual} for ${expected}`);
});

test('a file that ends within a line is told as cut off there', () => {
  const expected = ['Tea,1\n', 'Tea,2\n', 'Tea,3\n'];
  assert.deepEqual(compareLines(['Te'], expected, 0), [
    'line 1 is cut off after "Te": 2 lines are missing after it',
  ]);
  assert.deepEqual(compareLines(['ea'], expected, 0), [
    'line 1 reads "ea", should read "Tea,1"; there is 1 line, there should be 3',
  ]);
  // What it begins like comes only after it.
  assert.deepEqual(compareLines(['Te', 'Tea,3\n'], expected, 0), [
    'line 1 reads "Te", should read "Tea,1"; there are 2 lines, there should be 3',
  ]);
});
