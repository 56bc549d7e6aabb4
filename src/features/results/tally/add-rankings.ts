import type { Preferences } from '#src/features/results/tally/preferences.ts';

/** Rankings that are read at once: the process answers others between two such parts. */
export const AT_ONCE = 4000;

const ZERO = 48;

/** The numbers of an array as PostgreSQL writes it. With `split` and `Number`, reading a million rankings takes twice the CPU time. */
function numbersOf(text: string): number[] {
  const numbers: number[] = [];
  let number = 0;
  for (let at = 1; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) number = 10 * number + digit;
    else {
      numbers.push(number);
      number = 0;
    }
  }
  return numbers;
}

/** Asks PostgreSQL within a transaction. */
type Ask = (statement: string) => Promise<object[]>;

/** Adds what a statement gives, `choices` and `ballots`, however much that is; the transaction has a cursor meanwhile. */
export async function addRankings(preferences: Preferences, ask: Ask, statement: string): Promise<void> {
  await ask(
    `DECLARE rankings NO SCROLL CURSOR FOR SELECT choices::text, ballots::float8 FROM (${statement}) r`,
  );
  for (let more = true; more; ) {
    const rows = (await ask(`FETCH ${AT_ONCE} FROM rankings`)) as { choices: string; ballots: number }[];
    for (const { choices, ballots } of rows) preferences.add({ choices: numbersOf(choices), ballots });
    more = rows.length === AT_ONCE;
  }
  await ask('CLOSE rankings');
}
