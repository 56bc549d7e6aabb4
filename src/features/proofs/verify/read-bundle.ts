import { encodeBallot, readMicroseconds } from '#src/features/proofs/ballot-leaf.ts';
import {
  type BundleEntry,
  type BundleHeader,
  EntrySchema,
  HeaderSchema,
} from '#src/features/proofs/bundle-format.ts';
import { Frontier } from '#src/features/proofs/merkle/frontier.ts';
import { leafHash } from '#src/features/proofs/merkle/hashing.ts';
import { checkOrder, lineOf } from '#src/features/proofs/verify/check-order.ts';
import { ProblemList } from '#src/features/proofs/verify/problem-list.ts';
import {
  inBytes,
  type ReadListener,
  readable,
  readLines,
  shown,
} from '#src/features/proofs/verify/read-lines.ts';
import { fits } from '#src/schema/check.ts';
import { counted } from '#src/ui/counted.ts';

/** The ballots of a bundle, in the order of the log, and what they hash to. */
export interface BundleBallots {
  ids: string[];
  /** Cast times, in microseconds since the epoch. */
  times: number[];
  /** What each ballot holds, as a place in `combinations`. */
  held: number[];
  combinations: number[][];
  /** Places by what they hold. */
  places: Map<string, number>;
  frontier: Frontier;
}

/** The value in a line of JSON; undefined where the line is not written as the service writes it, to the character. */
function readJson(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return `${JSON.stringify(value)}\n` === line ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The first line, which holds texts. Bytes that are none of UTF-8 read as something else, and so are found. */
function readHeader(line: string): unknown {
  const text = readable(line);
  return inBytes(text) === line ? readJson(text) : undefined;
}

/** What the ballots of a question may hold. */
interface Admissible {
  choices: ReadonlySet<number>;
  fewest: number;
  most: number;
}

/** Why the question would not have taken a ballot of these choices; nothing where it would. */
function inadmissible(held: readonly number[], { choices, fewest, most }: Admissible): string | undefined {
  const unknown = held.find((choice) => !choices.has(choice));
  if (unknown !== undefined) return `holds choice ${unknown}, which the question does not have`;
  if (new Set(held).size < held.length) return 'holds a choice twice';
  return held.length < fewest || held.length > most
    ? `holds ${counted(held.length, 'choice')}, where the question takes ${fewest} to ${most}`
    : undefined;
}

interface ReadEntry extends BundleEntry {
  castAt: number;
  hash: Buffer;
}

/** The entry in a line, or what is wrong with it by itself. */
function readEntry(line: string, admissible: Admissible): ReadEntry | string {
  if (!line.endsWith('\n')) return `is cut off: ${shown(line)}`;
  const entry = readJson(line);
  if (!fits(EntrySchema, entry)) return `is not an entry: ${shown(line)}`;
  const castAt = readMicroseconds(entry.cast_at);
  if (castAt === undefined) return `holds ${JSON.stringify(entry.cast_at)} as a time`;
  const reason = inadmissible(entry.choices, admissible);
  if (reason) return reason;
  const hash = leafHash(encodeBallot({ id: entry.ballot, castAt, choices: entry.choices }));
  const leaf = hash.toString('base64');
  if (leaf !== entry.leaf) return `was changed: its ballot hashes to ${leaf}, it says ${entry.leaf}`;
  return { ...entry, castAt, hash };
}

const noBallots = (): BundleBallots => ({
  ids: [],
  times: [],
  held: [],
  combinations: [],
  places: new Map(),
  frontier: new Frontier(),
});

function addBallot(ballots: BundleBallots, { ballot, choices, castAt, hash }: ReadEntry): void {
  const { combinations, places } = ballots;
  const key = choices.join();
  const place = places.get(key) ?? combinations.push(choices) - 1;
  places.set(key, place);
  ballots.ids.push(ballot);
  ballots.times.push(castAt);
  ballots.held.push(place);
  ballots.frontier.append(hash);
}

/** A ballot that stands in the log twice is counted twice. */
function heldTwice(ids: readonly string[]): string | undefined {
  const lines = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    const before = lines.get(id);
    if (before !== undefined) return `line ${lineOf(index)} holds the ballot of line ${before} once more`;
    lines.set(id, lineOf(index));
  }
  return undefined;
}

/** Lets go of the file where it throws. */
async function firstOf(records: AsyncGenerator<string>, path: string): Promise<BundleHeader> {
  const first = readHeader((await records.next()).value ?? '');
  if (fits(HeaderSchema, first)) return first as BundleHeader;
  await records.return(undefined);
  throw new Error(`bundle: line 1 is not the header of a proof bundle (${path})`);
}

/** The first line of a bundle, without the others. @throws where it is not the header of one. */
export async function readBundleHeader(path: string): Promise<BundleHeader> {
  const records = readLines(path);
  const header = await firstOf(records, path);
  await records.return(undefined);
  return header;
}

/**
 * Reads a bundle and hashes its ballots. What is wrong with entries by themselves and with their order goes into
 * `problems`, a sentence each; `rootAtMark` is the root of the first `mark` entries.
 * @throws where the first line is not the header of a bundle.
 */
export async function readBundle(
  path: string,
  { heard, mark }: { heard?: ReadListener | undefined; mark?: number | undefined } = {},
): Promise<{
  header: BundleHeader;
  ballots: BundleBallots;
  problems: string[];
  rootAtMark?: Buffer | undefined;
}> {
  const records = readLines(path, heard);
  const header = await firstOf(records, path);
  const { choices, min_choices: fewest, max_choices: most } = header.question;
  const admissible = { choices: new Set(choices.map(({ id }) => id)), fewest, most };
  const ballots = noBallots();
  const positions: number[] = [];
  const wrong = new ProblemList();
  let rootAtMark = mark === 0 ? ballots.frontier.root() : undefined;
  for await (const record of records) {
    const entry = readEntry(record, admissible);
    const index = positions.length;
    if (typeof entry === 'string') wrong.add(`line ${lineOf(index)} ${entry}`);
    else addBallot(ballots, entry);
    if (ballots.frontier.size === mark) rootAtMark ??= ballots.frontier.root();
    positions.push(typeof entry === 'string' ? index : entry.position);
  }
  const problems = wrong.list((count) => counted(count, 'more line is wrong', 'more lines are wrong'));
  const disorder = problems.length === 0 && (checkOrder(positions) ?? heldTwice(ballots.ids));
  if (disorder) problems.push(disorder);
  return { header, ballots, problems: problems.map((problem) => `bundle: ${problem}`), rootAtMark };
}
