import { showMicroseconds } from '#src/features/proofs/ballot-leaf.ts';
import { csvChoices } from '#src/features/proofs/csv-line.ts';
import type { QuestionDefinition } from '#src/features/proofs/log-head.ts';
import { compareLines } from '#src/features/proofs/verify/compare-lines.ts';
import type { BundleBallots } from '#src/features/proofs/verify/read-bundle.ts';
import { inBytes, type ReadListener, readLines } from '#src/features/proofs/verify/read-lines.ts';

/** Places of ballots in the order of exported files: by time, then by id. */
function fileOrder({ times, ids }: BundleBallots): number[] {
  const order = times.map((_, place) => place);
  return order.sort(
    (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || ((ids[a] ?? '') < (ids[b] ?? '') ? -1 : 1),
  );
}

/** Lines of an exported file, as the ballots of a bundle make it. */
function* expectedLines(beginnings: readonly string[], ballots: BundleBallots): Generator<string> {
  for (const place of fileOrder(ballots)) {
    const beginning = beginnings[ballots.held[place] ?? 0] ?? '';
    const record = `${beginning}${showMicroseconds(ballots.times[place] ?? 0)}\n`;
    if (beginning.includes('\n')) yield* record.split(/(?<=\n)/);
    else yield record;
  }
}

/** What UTF-16 begins with, which only the file for Excel is in. */
const EXCEL_MARK = '\xff\xfe';

/**
 * Holds an exported file against the ballots of a bundle, byte by byte; gives what is wrong and how many lines before that
 * are right. @throws where it is the file for Excel.
 */
export async function checkCsv(
  path: string,
  question: QuestionDefinition,
  ballots: BundleBallots,
  heard?: ReadListener,
): Promise<{ problems: string[]; lines: number }> {
  const texts = new Map(question.choices.map(({ id, text }) => [id, text]));
  const ranked = question.kind === 'ranked';
  const beginnings = ballots.combinations.map((choices) =>
    inBytes(
      csvChoices(
        choices.map((id) => texts.get(id) ?? String(id)),
        ranked,
      ),
    ),
  );
  const expected = expectedLines(beginnings, ballots);
  const missing: string[] = [];
  const others: string[] = [];
  let same = 0;
  for await (const line of readLines(path, heard)) {
    if (line.startsWith(EXCEL_MARK) && same === 0)
      throw new Error(`${path} is in UTF-16, as the file for Excel is: take the one from "Votes as CSV"`);
    if (others.length === 0) {
      const next = expected.next();
      if (!next.done && next.value === line) {
        same += 1;
        continue;
      }
      if (!next.done) missing.push(next.value);
    }
    others.push(line);
  }
  for (const line of expected) missing.push(line);
  const problems = others.length + missing.length > 0 ? compareLines(others, missing, same) : [];
  return { problems: problems.map((problem) => `csv: ${problem}`), lines: same };
}
