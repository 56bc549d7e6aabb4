import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '#src/database/database.ts';
import { TimelineReader } from '#src/features/results/timeline/timeline-reader.ts';

test('a timeline is shared for ten times as long as its reading took, a second at least and ten at most', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  let took = 0;
  let reads = 0;
  const sequelize = {
    query: async (text: string) => {
      if (text.includes('newest')) return [{ newest: null }];
      now += took;
      reads += 1;
      return [];
    },
  };
  const reader = new TimelineReader({ sequelize } as unknown as Database);
  const question = { id: 1, timeZone: 'UTC', opensAt: new Date(0), closesAt: null };
  for (const [milliseconds, kept] of [
    [0, 900],
    [300, 3000],
    [15_000, 10_000],
  ] as const) {
    took = milliseconds;
    reads = 0;
    await reader.readNow(question);
    took = 0;
    now += kept - 1;
    await reader.read(question);
    assert.equal(reads, 1, `${milliseconds}`);
    now += 1;
    await reader.read(question);
    assert.equal(reads, 2, `${milliseconds}`);
  }
});
