import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Span } from '#src/features/observatory/span.ts';
import { waterfall } from '#src/features/observatory/waterfall.ts';

const EPOCH = 1_760_000_000_000_000_000n;

/** A span from `start` to `end`, in milliseconds after the first. */
function span(name: string, [start, end]: [number, number], parts: Partial<Span> = {}): Span {
  const at = (ms: number) => EPOCH + BigInt(ms * 1e6);
  const own = { trace: 'vote', id: name, parent: '', failed: false, statement: undefined, links: [] };
  return { ...own, name, start: at(start), end: at(end), ...parts };
}

const shape = (spans: Span[], limit = 100) =>
  waterfall(spans, limit).rows.map(({ span: { name }, depth, offset, width, linked }) => [
    name,
    depth,
    offset,
    width,
    linked,
  ]);

const vote = [
  span('sql', [25, 75], { trace: 'batch', parent: 'batch' }),
  span('cast', [10, 90], { parent: 'request', links: [{ trace: 'batch', id: 'batch' }] }),
  span('request', [0, 100]),
  span('batch', [20, 80], { trace: 'batch', links: [{ trace: 'vote', id: 'cast' }] }),
];

test('a vote is told from the request over the linked batch to the statement', () => {
  assert.deepEqual(shape(vote), [
    ['request', 0, 0, 100, false],
    ['cast', 1, 10, 80, false],
    ['batch', 2, 20, 60, true],
    ['sql', 3, 25, 50, false],
  ]);
  const { start, duration, hidden } = waterfall(vote, 100);
  assert.deepEqual([start, duration, hidden], [EPOCH, 100e6, 0]);
});

test('a batch of several votes hangs below the first', () => {
  const links = [{ trace: 'batch', id: 'batch' }];
  const second = span('second', [15, 95], { trace: 'other', links });
  assert.deepEqual(
    shape([second, ...vote]).map(([name, depth, , , linked]) => [name, depth, linked]),
    [
      ['request', 0, false],
      ['cast', 1, false],
      ['batch', 2, true],
      ['sql', 3, false],
      ['second', 0, false],
    ],
  );
});

test('siblings stand in order of time, the longer first where they start together', () => {
  const spans = [
    span('late', [50, 60], { parent: 'root' }),
    span('short', [5, 10], { parent: 'root' }),
    span('long', [5, 20], { parent: 'root' }),
    span('root', [0, 100]),
  ];
  assert.deepEqual(
    shape(spans).map(([name]) => name),
    ['root', 'long', 'short', 'late'],
  );
});

test('a span whose parent has not arrived is a root, and one that is its own ancestor is still shown', () => {
  const spans = [
    span('orphan', [0, 10], { parent: 'gone' }),
    span('a', [20, 40], { parent: 'b' }),
    span('b', [30, 40], { parent: 'a' }),
  ];
  assert.deepEqual(
    shape(spans).map(([name, depth]) => [name, depth]),
    [
      ['orphan', 0],
      ['a', 0],
      ['b', 1],
    ],
  );
});

test('rows beyond the limit are counted, and the whole time stays', () => {
  const { rows, hidden, duration } = waterfall(vote, 1);
  assert.deepEqual([rows.length, hidden, duration], [1, 3, 100e6]);
});

test('a span that took no time fills the track, and nothing gives nothing', () => {
  assert.deepEqual(shape([span('instant', [0, 0])]), [['instant', 0, 0, 100, false]]);
  assert.deepEqual(waterfall([], 10), { rows: [], start: 0n, duration: 0, hidden: 0 });
});
