import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Latency, slowdown } from './slowdown.ts';

const usual = [
  { from: 0, to: 30_000 },
  { from: 90_000, to: 120_000 },
];
const meanwhile = { from: 30_000, to: 90_000 };

/** 100 votes a second for two minutes; `p99` gives the slow ones of a second, in milliseconds. */
function votes(p99: (second: number) => number): Latency[] {
  return Array.from({ length: 120 }, (_, second) =>
    Array.from({ length: 100 }, (_, index) => ({
      at: 1000 * second + 10 * index,
      seconds: (index < 97 ? 5 : p99(second)) / 1000,
    })),
  ).flat();
}

const compare = (p99: (second: number) => number) => slowdown(votes(p99), { usual, meanwhile });
const away = (second: number) => second >= 30 && second < 90;
const tooSlow = (found: ReturnType<typeof slowdown>) => found !== undefined && found.share > found.allowed;

test('a tenth slower is too slow where windows are alike', () => {
  const found = compare((second) => (away(second) ? 22 : 20));
  assert.equal(found?.allowed, 0.05);
  assert.ok(tooSlow(found));
  assert.equal(tooSlow(compare((second) => (away(second) ? 20.8 : 20))), false);
});

test('more is allowed where windows differ by themselves, and not without end', () => {
  const noise = (second: number) => [15, 20, 26, 18, 23, 29][Math.floor(second / 5) % 6] as number;
  const found = compare(noise);
  assert.ok(found && found.allowed > 0.1 && found.allowed < 0.6, `${found?.allowed}`);
  assert.equal(tooSlow(found), false);
  assert.ok(tooSlow(compare((second) => noise(second) * (away(second) ? 2 : 1))));
});

test('a machine that gets slower all the time is not held against the blackout', () => {
  assert.equal(tooSlow(compare((second) => 20 + second / 6)), false);
});

test('faster is never too slow, and a few windows say nothing', () => {
  assert.equal(tooSlow(compare((second) => (away(second) ? 10 : 20))), false);
  const few = { usual: [{ from: 0, to: 20_000 }], meanwhile };
  assert.equal(
    slowdown(
      votes(() => 20),
      few,
    ),
    undefined,
  );
});
