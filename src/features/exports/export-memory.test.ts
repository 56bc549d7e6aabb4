import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measureExport } from '#src/features/exports/testing/measure-export.ts';
import { createTestBed, publishQuestion } from '#src/features/exports/testing/test-bed.ts';

/** Little room for what is no longer used: the peak is then what an export holds, not what waits to be collected. */
const flags = ['--max-semi-space-size=1'];
const choices = ['Yes', 'No'].map((choice) => choice.padEnd(200, '.'));

describe('the memory of an export', () => {
  it('does not grow with the votes', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'first', choices, 120_000);
    const [few] = await measureExport(bed, 1, flags);
    await publishQuestion(bed.database, 'second', choices, 360_000);
    const [many, again] = await measureExport(bed, 2, flags);
    const told = JSON.stringify([few, many, again]);
    t.diagnostic(told);
    assert.ok((again?.peakMiB ?? Infinity) < 1.15 * (few?.peakMiB ?? 0), told);
  });
});
