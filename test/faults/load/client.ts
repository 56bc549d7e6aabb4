import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorder } from '../history.ts';
import type { Random } from '../random.ts';
import { type Asked, chooseFor } from './questions.ts';
import { type SentVote, sendVote, type VoteAnswer } from './send-vote.ts';
import { type Voters, voterFor } from './voters.ts';

/** What clients share. */
export interface Load {
  recorder: Recorder;
  urls: readonly string[];
  questions: readonly Asked[];
  voters: Voters;
  /** Makes keys of this run differ from those of others. */
  seed: number;
  /** Number of the last vote. */
  operations: number;
  going: boolean;
  /** Until when a vote is sent again, by `Date.now()`. */
  giveUpAt: number;
}

const PAUSE_MS = 40;
const RETRY_MS = 100;
/** Shares of votes that are sent only once, to two processes at once, again after their answer, and with another under their key. */
const SHARES = { impatient: 0.05, twice: 0.1, again: 0.15, another: 0.05 };
const AGAIN_MS = 2500;

/** Whether the answer says what became of the vote; anything else leaves it open. */
const isFinal = (answer: VoteAnswer | undefined): answer is VoteAnswer =>
  answer !== undefined && answer.status < 500 && answer.status !== 408 && answer.status !== 429;

async function firstFinal(answers: Promise<VoteAnswer | undefined>[]): Promise<VoteAnswer | undefined> {
  return Promise.any(
    answers.map((answer) => answer.then((got) => (isFinal(got) ? got : Promise.reject()))),
  ).catch(() => undefined);
}

/** Sends a vote until somebody says what became of it; an impatient client asks only once. Gives how often it was sent, too. */
async function settle(
  load: Load,
  vote: SentVote,
  random: Random,
): Promise<{ answer: VoteAnswer | undefined; copies: number }> {
  const impatient = random.chance(SHARES.impatient);
  const twice = random.chance(SHARES.twice);
  for (let copies = twice ? 2 : 1; ; copies += twice ? 2 : 1) {
    const [first, second] = random.shuffled(load.urls) as [string, string];
    const answer = await firstFinal((twice ? [first, second] : [first]).map((url) => sendVote(url, vote)));
    if (answer || impatient || Date.now() > load.giveUpAt) return { answer, copies };
    await sleep(RETRY_MS);
  }
}

/** Sends a vote that was acknowledged once more, as a network or a nervous client would. */
async function sendAgain(load: Load, op: number, vote: SentVote, url: string, delay: number): Promise<void> {
  await sleep(delay);
  const answer = await sendVote(url, vote);
  if (answer && answer.status < 300) load.recorder.add({ type: 'again', op, ballot: answer.ballot });
  else if (isFinal(answer)) load.recorder.add({ type: 'again', op, ballot: answer.problem });
}

/** Sends a vote until it has its end, and writes that down. Gives whether it was acknowledged. */
async function carry(load: Load, op: number, vote: SentVote, random: Random): Promise<boolean> {
  const { answer, copies } = await settle(load, vote, random);
  if (!answer) load.recorder.add({ type: 'unknown', op });
  else if (answer.status >= 300) load.recorder.add({ type: 'refused', op, why: answer.problem, copies });
  else load.recorder.add({ type: 'ok', op, ballot: answer.ballot, receipt: answer.receipt });
  return answer !== undefined && answer.status < 300;
}

async function castOne(load: Load, random: Random, late: Promise<void>[]): Promise<void> {
  const asked = random.pick(load.questions);
  load.operations += 1;
  const op = load.operations;
  const { name, headers, credential } = voterFor(asked, load.voters, random, op);
  const choices = chooseFor(asked, random);
  const vote: SentVote = { slug: asked.slug, key: `${load.seed} ${op}`, choices, headers, credential };
  const invoked = { type: 'invoke', question: asked.slug, voter: name } as const;
  load.recorder.add({ ...invoked, op, choices });
  const other = chooseFor(asked, random);
  if (random.chance(SHARES.another) && other.join() !== choices.join()) {
    load.operations += 1;
    const { operations } = load;
    load.recorder.add({ ...invoked, op: operations, choices: other, under: op });
    late.push(carry(load, operations, { ...vote, choices: other }, random.fork()).then(() => undefined));
  }
  if ((await carry(load, op, vote, random)) && random.chance(SHARES.again))
    late.push(sendAgain(load, op, vote, random.pick(load.urls), random.between(0, AGAIN_MS)));
}

/** Votes for as long as the load goes on; resolves when every vote of this client has its end. */
export async function runClient(load: Load, random: Random): Promise<void> {
  const late: Promise<void>[] = [];
  while (load.going) {
    await castOne(load, random, late);
    await sleep(random.between(0, PAUSE_MS));
  }
  await Promise.all(late);
}
