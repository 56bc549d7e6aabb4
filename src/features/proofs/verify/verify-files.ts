import { showMicroseconds } from '#src/features/proofs/ballot-leaf.ts';
import type { BundleHeader } from '#src/features/proofs/bundle-format.ts';
import type { LogHead, QuestionDefinition } from '#src/features/proofs/log-head.ts';
import { checkCsv } from '#src/features/proofs/verify/check-csv.ts';
import { checkEarlier } from '#src/features/proofs/verify/check-earlier.ts';
import { checkHead, type TrustedKeys } from '#src/features/proofs/verify/check-head.ts';
import { checkTally, combinationsOf } from '#src/features/proofs/verify/check-tally.ts';
import { type BundleBallots, readBundle, readBundleHeader } from '#src/features/proofs/verify/read-bundle.ts';
import type { ReadListener } from '#src/features/proofs/verify/read-lines.ts';
import { ballotIdOf } from '#src/features/votes/receipt/ballot-id.ts';
import { readReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { counted } from '#src/ui/counted.ts';

/** What to verify: files by their paths, and the code of a receipt as it was typed. */
export interface Evidence {
  bundle: string;
  csv?: string | undefined;
  receipt?: string | undefined;
  /** A bundle of the question that somebody kept; its first line is enough. */
  earlier?: string | undefined;
  keys: TrustedKeys;
  /** Hears how far each file has been read. */
  heard?: ReadListener | undefined;
}

/** What was found wrong, a sentence each, and what was found right. */
export interface Verdict {
  problems: string[];
  verified: string[];
}

function checkRoot({ frontier }: BundleBallots, { size, root }: LogHead): string[] {
  const held = frontier.size;
  if (held < size)
    return [
      `bundle: truncated: it holds ${held} of the ${counted(size, 'entry that was signed', 'entries that were signed')}`,
    ];
  if (held > size) {
    const added = counted(held - size, 'entry is', 'entries are');
    return [`bundle: ${added} added after line ${size + 1}: ${counted(size, 'was', 'were')} signed`];
  }
  const found = frontier.root();
  return found.equals(root)
    ? []
    : [`root: the entries hash to ${found.toString('base64')}, signed is ${root.toString('base64')}`];
}

function checkReceipt(typed: string, question: QuestionDefinition, ballots: BundleBallots): Verdict {
  const code = readReceiptCode(typed);
  if (!code) return { problems: ['receipt: this is not a receipt code'], verified: [] };
  const place = ballots.ids.indexOf(ballotIdOf(code));
  if (place < 0)
    return { problems: ['receipt: its ballot is not among those that were signed'], verified: [] };
  const chosen = (ballots.combinations[ballots.held[place] ?? 0] ?? []).map((id) =>
    JSON.stringify(question.choices.find((choice) => choice.id === id)?.text ?? String(id)),
  );
  const when = showMicroseconds(ballots.times[place] ?? 0);
  return {
    problems: [],
    verified: [`receipt: entry ${place} of the log, ${chosen.join(', ')}, cast ${when}`],
  };
}

function tallyLine({ tally, winner }: LogHead, { choices }: QuestionDefinition): string {
  const text = (id: number) => JSON.stringify(choices.find((choice) => choice.id === id)?.text ?? String(id));
  const counts = tally.map(({ choice, votes }) => `${text(choice)} ${votes}`).join(', ');
  return `tally: ${counts}${winner === undefined ? '' : `; ${text(winner)} wins`}`;
}

function report(
  { header: { question, key }, head }: { header: BundleHeader; head: LogHead },
  isNamed: boolean,
) {
  const when = head.final ? 'after the close' : 'before the close';
  const vouched = isNamed
    ? ''
    : ', which nobody vouches for but the bundle: compare its id, or name yours by --key';
  return [
    `question: ${JSON.stringify(question.text)} (${question.slug})`,
    `head: ${counted(head.size, 'ballot')}, signed ${head.time.toISOString()}, ${when}`,
    `root: ${head.root.toString('base64')}`,
    `signature: by key ${key.id}${vouched}`,
    tallyLine(head, question),
  ];
}

/**
 * Computes everything again from the files: leaves, root, signature, tally, every line of the CSV and where the receipt's
 * ballot is. Needs nothing else. What follows from a problem is not told as another one.
 * @throws where a file cannot be read or is none of the kind.
 */
export async function verifyFiles({
  bundle,
  csv,
  receipt,
  earlier,
  keys,
  heard,
}: Evidence): Promise<Verdict> {
  const failed = (found: readonly string[]): Verdict => ({ problems: [...found], verified: [] });
  const kept = earlier === undefined ? undefined : checkHead(await readBundleHeader(earlier), keys);
  if (kept?.problem) return failed([`earlier: ${kept.problem}`]);
  const { header, ballots, problems, rootAtMark } = await readBundle(bundle, {
    heard,
    mark: kept?.head?.size,
  });
  const { question } = header;
  const { head, problem } = checkHead(header, keys);
  if (!head) return failed([problem]);
  if (problems.length > 0) return failed(problems);
  const wrong = checkRoot(ballots, head);
  const isWhole = wrong.length === 0;
  if (isWhole) wrong.push(...checkTally(combinationsOf(ballots), { question, head }));
  const file =
    csv !== undefined && (isWhole || ballots.frontier.size === head.size)
      ? await checkCsv(csv, question, ballots, heard)
      : undefined;
  const moment = head.final ? '' : ' (signed before the close: a file of another moment holds other votes)';
  wrong.push(...(file?.problems ?? []).map((sentence) => sentence + moment));
  const own = receipt !== undefined && isWhole ? checkReceipt(receipt, question, ballots) : undefined;
  wrong.push(...(own?.problems ?? []));
  const since = kept?.head && isWhole ? checkEarlier(kept.head, { head, rootAtMark }) : undefined;
  if (since?.problem) wrong.push(since.problem);
  if (wrong.length > 0) return failed(wrong);
  const lines = file ? [`csv: ${counted(file.lines, 'line')}, each as it should read`] : [];
  return {
    problems: [],
    verified: [
      ...report({ header, head }, keys !== undefined),
      ...lines,
      ...(own?.verified ?? []),
      ...(since?.verified ? [since.verified] : []),
    ],
  };
}
