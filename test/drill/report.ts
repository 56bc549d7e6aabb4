import { problems } from './judge.ts';
import { DELIVERY, type Outcome } from './run-drill.ts';

const HEAD = ['alert', 'fault', 'by the rule', 'at scale', 'fired', 'alone', 'resolved', ''];

/** Outcomes as a table for a terminal: times in seconds, and at the end of a line what is wrong with it. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = [HEAD, ...outcomes.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function row(outcome: Outcome): string[] {
  const { drill, firedAfter, resolvedAfter, others } = outcome;
  const time = (seconds: number | undefined) => (seconds === undefined ? '-' : `${seconds.toFixed(0)} s`);
  return [
    drill.alert,
    drill.fault,
    time(drill.time.documented),
    time(drill.time.drilled),
    time(firedAfter),
    firedAfter === undefined ? '-' : others.length === 0 ? 'yes' : 'no',
    time(resolvedAfter),
    problems(outcome, DELIVERY).join(', ') || 'ok',
  ];
}
