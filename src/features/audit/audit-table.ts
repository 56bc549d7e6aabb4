import type { AuditLine } from '#src/features/audit/hold-against.ts';

/** Aligned columns: the first to the left, numbers to the right. */
function align(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || column === row.length - 1
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The audit as a table for a terminal, one line a question. `since` is the window as it was asked for. */
export function auditTable(lines: readonly AuditLine[], since: string): string {
  const heading = ['question', 'ledger', 'tally', 'CSV', `ledger ${since}`, 'anchored', 'increase', ''];
  const rows = lines.map((line) => [
    line.question,
    String(line.ballots),
    String(line.tally),
    line.lines === undefined ? '-' : String(line.lines),
    String(line.window),
    line.increase ? String(line.increase.anchored) : '-',
    line.increase?.plain.toFixed(1) ?? '-',
    line.differences.join(', ') || (line.pastCap ? 'past the cap' : 'ok'),
  ]);
  return align([heading, ...rows]);
}
