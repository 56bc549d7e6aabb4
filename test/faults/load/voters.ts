import { connectDatabase } from '#src/database/database.ts';
import { openSession } from '#src/features/accounts/session-store.ts';
import type { Random } from '../random.ts';
import type { Asked } from './questions.ts';
import { sendVote } from './send-vote.ts';

/** Somebody who votes: the name in the history, and what shows the service who it is. */
export interface Voter {
  name: string | null;
  headers?: Record<string, string>;
  credential?: string;
}

const AT_ONCE = 16;

/** Everybody who may vote, by what tells them apart. */
export interface Voters {
  browsers: Voter[];
  accounts: Voter[];
}

/** A browser has its cookie from a question that is not part of the run. */
async function openBrowser(url: string, warmUp: Asked, number: number): Promise<Voter> {
  const choices = warmUp.choices.slice(0, 1).map(({ id }) => id);
  const answer = await sendVote(url, { slug: warmUp.slug, key: `warm-up ${number}`, choices });
  const cookie = answer?.cookies.map((line) => line.split(';')[0]).find((pair) => pair?.startsWith('voter='));
  if (!cookie) throw new Error('A browser got no cookie.');
  return { name: `browser ${number}`, headers: { cookie } };
}

/** Opens so many at the same time that each batch of them is one commit; an hour of voting has thousands. */
async function inTurns<T>(numbers: readonly number[], open: (number: number) => Promise<T>): Promise<T[]> {
  const opened: T[] = [];
  for (let at = 0; at < numbers.length; at += AT_ONCE)
    opened.push(...(await Promise.all(numbers.slice(at, at + AT_ONCE).map(open))));
  return opened;
}

/** Opens browsers and accounts before anything is broken. Nobody logs in, so the accounts need no password. */
export async function openVoters(
  { url, databaseUrl }: { url: string; databaseUrl: string },
  warmUp: Asked,
  count: number,
): Promise<Voters> {
  const database = connectDatabase(databaseUrl, { poolSize: 4 });
  try {
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const openAccount = async (number: number) => {
      const account = await database.accounts.create({
        name: `voter${number}`,
        passwordHash: 'none',
        role: 'voter',
      });
      const authorization = `Bearer ${await openSession(database, account)}`;
      return { name: `account ${number}`, headers: { authorization } };
    };
    const [browsers, accounts] = await Promise.all([
      inTurns(numbers, (number) => openBrowser(url, warmUp, number)),
      inTurns(numbers, openAccount),
    ]);
    return { browsers, accounts };
  } finally {
    await database.close();
  }
}

/** The share of browsers that have no cookie yet: they get it with their vote, if its answer reaches them. */
const NEWCOMERS = 0.3;

/** Somebody who may cast the vote `op` on the question. Some come again, as people do who are not sure. */
export function voterFor(asked: Asked, { browsers, accounts }: Voters, random: Random, op: number): Voter {
  if (asked.policy === 'open') return { name: null };
  if (asked.policy === 'browser')
    return random.chance(NEWCOMERS) ? { name: `newcomer ${op}` } : random.pick(browsers);
  if (asked.policy === 'account') return random.pick(accounts);
  const number = random.between(0, asked.credentials.length - 1);
  return { name: `credential ${number}`, credential: asked.credentials[number] as string };
}
