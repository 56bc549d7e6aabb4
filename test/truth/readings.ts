import { auditVotes } from '#src/features/audit/audit-votes.ts';
import type { AuditLine } from '#src/features/audit/hold-against.ts';
import type { Increase } from '#src/features/audit/votes-increased.ts';
import { Backends } from '../../tools/demo/backends.ts';
import { configOf, type Scene } from './scene.ts';

/** Every number there is for the votes of one question. */
export interface Reading extends AuditLine {
  increase: Increase;
  /** `votes_recorded`, the audit's gauge. */
  recorded: number;
  /** Most that `increase` may extrapolate beyond what was counted. */
  extrapolation: number;
  /** What the drift rule says: ledger less counter, over the last hour. */
  drift: number | undefined;
}

/**
 * Prometheus extends each series by at most 1.1 times the mean distance of its samples at either end of the window
 * (promql `extrapolatedRate`), so by 2.2 / (samples - 1) of what it gained.
 */
const EXTRAPOLATION = `sum by (question) (increase(votes_total[4h] anchored) * on (instance, question)
  (2.2 / (count_over_time(votes_total[4h]) - 1 > 0)))`;

/** Reads ledger, tally, counter, gauge and drift of every question, and the lines of its file where asked to. */
export async function takeReadings(scene: Scene, { files }: { files: boolean }): Promise<Reading[]> {
  const backends = new Backends(scene.stack);
  const byQuestion = async (query: string) =>
    new Map(
      (await backends.promql(query)).map(({ metric, value }) => [metric.question ?? '', Number(value[1])]),
    );
  const lines = await auditVotes(configOf(scene), { seconds: 4 * 3600, files });
  const recorded = await byQuestion('max by (question) (votes_recorded)');
  const extrapolation = await byQuestion(EXTRAPOLATION);
  const drift = await byQuestion('question:votes_drift:gain1h');
  return lines.map((line) => ({
    ...line,
    increase: line.increase ?? { anchored: 0, plain: 0 },
    recorded: recorded.get(line.question) ?? 0,
    extrapolation: extrapolation.get(line.question) ?? 0,
    drift: drift.get(line.question),
  }));
}

/** The readings as a table for a terminal, with their sum. */
export function readingsTable(readings: readonly Reading[]): string {
  const columns: [string, (reading: Reading) => number | undefined][] = [
    ['ledger', ({ ballots }) => ballots],
    ['tally', ({ tally }) => tally],
    ['CSV', ({ lines }) => lines],
    ['recorded', ({ recorded }) => recorded],
    ['anchored', ({ increase }) => increase.anchored],
    ['increase', ({ increase }) => increase.plain],
    ['may exceed by', ({ extrapolation }) => extrapolation],
    ['drift rule', ({ drift }) => drift],
  ];
  const show = (value: number | undefined) =>
    value === undefined ? '-' : Number.isInteger(value) ? String(value) : value.toFixed(1);
  const width = Math.max(...readings.map(({ question }) => question.length), 8);
  const line = (name: string, cells: string[]) =>
    [
      name.padEnd(width),
      ...cells.map((cell, index) => cell.padStart((columns[index]?.[0].length ?? 0) + 1)),
    ].join(' ');
  const total = columns.map(([, read]) =>
    readings.reduce<number | undefined>((sum, reading) => {
      const value = read(reading);
      return value === undefined ? sum : (sum ?? 0) + value;
    }, undefined),
  );
  return [
    line(
      'question',
      columns.map(([name]) => name),
    ),
    ...readings.map((reading) =>
      line(
        reading.question,
        columns.map(([, read]) => show(read(reading))),
      ),
    ),
    line('all', total.map(show)),
  ].join('\n');
}
