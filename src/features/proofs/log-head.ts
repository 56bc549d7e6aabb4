import { hash } from 'node:crypto';
import type { QuestionKind } from '#src/database/models/question.ts';
import { HASH_BYTES } from '#src/features/proofs/merkle/hashing.ts';

/** What a question means: a head is signed over it, so that no tally can be put under another question later. */
export interface QuestionDefinition {
  id: number;
  slug: string;
  text: string;
  kind: QuestionKind;
  min_choices: number;
  max_choices: number;
  /** In the order of their positions. */
  choices: { id: number; text: string }[];
}

/** SHA-256 of the definition as a JSON array: its name, then id, slug, text, kind, minimum, maximum and the choices. */
export function definitionHash(question: QuestionDefinition): string {
  const { id, slug, text, kind, min_choices, max_choices, choices } = question;
  const list = choices.map((choice) => [choice.id, choice.text]);
  return hash(
    'sha256',
    JSON.stringify(['tallyscope question v1', id, slug, text, kind, min_choices, max_choices, list]),
    'hex',
  );
}

/** The state of a question's log at one moment, as it is signed. */
export interface LogHead {
  questionId: number;
  /** Ballots in the log. */
  size: number;
  root: Buffer;
  definition: string;
  time: Date;
  /** Whether the question is closed, so that nothing follows. */
  final: boolean;
  /** Votes by choice, in the order of their positions; of ranked ballots their first preferences. */
  tally: readonly { choice: number; votes: number }[];
  /** Of ranked ballots, who wins the instant runoff. */
  winner?: number | undefined;
}

const origin = (questionId: number) => `tallyscope/questions/${questionId}`;

/**
 * The text that is signed: a checkpoint (C2SP tlog-checkpoint) whose extension lines say what the ballots add up to.
 * Whatever cosigns or keeps checkpoints takes it.
 */
export function formatHead({
  questionId,
  size,
  root,
  definition,
  time,
  final,
  tally,
  winner,
}: LogHead): string {
  return [
    origin(questionId),
    size,
    root.toString('base64'),
    `definition sha256:${definition}`,
    `time ${time.toISOString()}`,
    final ? 'final' : 'open',
    `turnout ${size}`,
    ...tally.map(({ choice, votes }) => `tally ${choice} ${votes}`),
    ...(winner === undefined ? [] : [`winner ${winner}`]),
    '',
  ].join('\n');
}

const number = '(0|[1-9]\\d{0,15})';
const tallies = '((?:tally \\d+ \\d+\n)*)';
const HEAD = new RegExp(
  `^tallyscope/questions/${number}\n${number}\n([A-Za-z0-9+/]{43}=)\ndefinition sha256:([0-9a-f]{64})\ntime (\\S+)\n(final|open)\nturnout ${number}\n${tallies}(?:winner ${number}\n)?$`,
);

/** The head in a signed text, or undefined where it is not written as {@link formatHead} writes. */
export function parseHead(text: string): LogHead | undefined {
  const [, questionId, size, root = '', definition = '', time = '', state, , tallied = '', winner] =
    HEAD.exec(text) ?? [];
  const head: LogHead = {
    questionId: Number(questionId),
    size: Number(size),
    root: Buffer.from(root, 'base64'),
    definition,
    time: new Date(time),
    final: state === 'final',
    tally: [...tallied.matchAll(/tally (\d+) (\d+)\n/g)].map(([, choice, votes]) => ({
      choice: Number(choice),
      votes: Number(votes),
    })),
    ...(winner !== undefined && { winner: Number(winner) }),
  };
  if (head.root.length !== HASH_BYTES || Number.isNaN(head.time.getTime())) return undefined;
  return formatHead(head) === text ? head : undefined;
}
