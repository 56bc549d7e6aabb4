import type { Database } from '#src/database/database.ts';
import { makeCredentials } from '#src/features/credentials/credential-store.ts';
import { type AskedQuestion, castPastVotes } from '#src/features/demo/cast-past-votes.ts';
import { addPeople, type People } from '#src/features/demo/demo-people.ts';
import { type DemoQuestion, demoQuestions } from '#src/features/demo/demo-questions.ts';
import { withPastClock } from '#src/features/demo/past-clock.ts';
import { changeQuestion, createQuestion } from '#src/features/questions/question-store.ts';
import { slugOf } from '#src/features/questions/slug.ts';
import { react } from '#src/features/ranking/reaction-store.ts';
import { Voters } from '#src/features/votes/voter.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** No vote is of the last hours: over those `tallyscope audit` expects the counter to have seen them all. */
const QUIET = 5 * HOUR;

/** What was added. */
export interface Added {
  people: string[];
  questions: number;
  votes: number;
}

interface Parts {
  database: Database;
  voters: Voters;
  people: People['ids'];
}

/** Keys of those who vote on the question and whom something is known of. */
async function voterKeys({ database, voters, people }: Parts, asked: DemoQuestion, id: number, slug: string) {
  if (asked.policy === 'account')
    return ['user_1', 'user_2'].flatMap((name) => voters.accountKey(id, people.get(name) ?? 0));
  if (!asked.invitations) return [];
  const codes = await makeCredentials(
    { database, voters },
    { slug, count: asked.invitations, actor: actorOf(people) },
  );
  return codes.map((code) => voters.credentialKey(id, code));
}

const actorOf = (people: People['ids']) => ({ accountId: people.get('organiser') ?? 0, name: 'organiser' });

/** Publishes a question of the demo as of its time; undefined where it takes no votes. */
async function ask(parts: Parts, asked: DemoQuestion, now: number): Promise<AskedQuestion | undefined> {
  const { database, people } = parts;
  const actor = actorOf(people);
  const { opens, closes, answers, likes, dislikes, invitations, ...input } = asked;
  const closesAt = closes === undefined ? null : new Date(now + closes * DAY);
  const ends = closesAt && closesAt.getTime() > now ? closesAt : null;
  const question = await createQuestion(database, { ...input, closesAt: ends }, actor);
  if (opens === undefined) return undefined;
  const opensAt = new Date(now + opens * DAY);
  await changeQuestion(database, question.slug, { event: 'published', actor }, async (draft, transaction) => {
    await draft.update({ state: 'open', opensAt }, { transaction });
    return { action: 'question.published' };
  });
  for (const [reaction, names] of [
    ['like', likes],
    ['dislike', dislikes],
  ] as const)
    for (const name of names) await react(database.sequelize, question.id, people.get(name) ?? 0, reaction);
  if (opens >= 0) return undefined;
  const choices = await question.getChoices({ order: [['position', 'ASC']] });
  return {
    id: question.id,
    choices: choices.map(({ id }) => id),
    asked,
    opensAt,
    until: new Date(Math.min(now - QUIET, closesAt?.getTime() ?? now)),
    voterKeys: await voterKeys(parts, asked, question.id, question.slug),
  };
}

/** Ends voting at a time in the past; every vote has been cast by then. */
const endVoting = (database: Database, slug: string, closesAt: Date, people: People['ids']) =>
  changeQuestion(
    database,
    slug,
    { event: 'closed', actor: actorOf(people) },
    async (question, transaction) => {
      await question.update({ state: 'closed', closesAt }, { transaction });
      return { action: 'question.closed' };
    },
  );

/**
 * Adds people, questions of every kind with votes of the last two weeks, likes and dislikes; whatever is there already
 * stays as it is. What was cast is in the ledger and in all that follows from it, but no process has counted it as it
 * came in: a service that runs meanwhile takes it for votes that its counters missed.
 */
export function addDemo(
  database: Database,
  { secret, password, now = Date.now() }: { secret: string; password: string; now?: number },
): Promise<Added> {
  return withPastClock(database.url, async (clock) => {
    const { ids, made } = await addPeople(database, password);
    const voters = new Voters(secret);
    const added: AskedQuestion[] = [];
    let questions = 0;
    for (const asked of demoQuestions) {
      if (await database.questions.count({ where: { slug: slugOf(asked.text) } })) continue;
      const question = await ask({ database, voters, people: ids }, asked, now);
      if (question) added.push(question);
      questions += 1;
    }
    const votes = await castPastVotes(clock, voters, added);
    for (const { asked } of added)
      if (asked.closes !== undefined && asked.closes < 0)
        await endVoting(database, slugOf(asked.text), new Date(now + asked.closes * DAY), ids);
    return { people: made, questions, votes };
  });
}
