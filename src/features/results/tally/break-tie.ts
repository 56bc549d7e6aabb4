/** A choice that may win, and the lot that decides where nothing else does. */
export interface Contender {
  id: number;
  lot: string;
}

/**
 * Why a choice left: `none`, nobody had voted for it; `fewest`, alone with the fewest votes; `earlier`, tied, and behind
 * in an earlier round; `lot`, tied in every round.
 */
export type Reason = 'none' | 'fewest' | 'earlier' | 'lot';

export interface Losers {
  losers: number[];
  reason: Reason;
  /** Everyone with as few votes, where more than one had. */
  tied: number[];
}

function fewest(of: readonly Contender[], votes: ReadonlyMap<number, number>): Contender[] {
  const least = Math.min(...of.map(({ id }) => votes.get(id) ?? 0));
  return of.filter(({ id }) => (votes.get(id) ?? 0) === least);
}

/**
 * Who leaves after the last of these rounds. Of those tied for the fewest votes it is who had the fewest in the most
 * recent earlier round in which they differ; who is still tied then goes by the rounds before it; of those tied in all of
 * them the one with the lowest lot. The way back through the rounds is that of the Scottish Local Government Elections
 * Order 2011 (SSI 2011/399), schedule 1, rule 51; the lot replaces the one that its returning officer draws.
 */
export function loserOf(
  standing: readonly Contender[],
  rounds: readonly ReadonlyMap<number, number>[],
): Losers {
  const now = rounds.at(-1) ?? new Map<number, number>();
  const last = fewest(standing, now);
  const ids = last.map(({ id }) => id);
  if (ids.every((id) => !now.get(id))) return { losers: ids, reason: 'none', tied: [] };
  if (ids.length === 1) return { losers: ids, reason: 'fewest', tied: [] };
  let left = last;
  for (const earlier of rounds.slice(0, -1).reverse()) left = fewest(left, earlier);
  const [loser] = left.sort((a, b) => (a.lot < b.lot ? -1 : 1));
  return { losers: loser ? [loser.id] : [], reason: left.length === 1 ? 'earlier' : 'lot', tied: ids };
}
