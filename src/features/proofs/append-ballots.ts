import { encodeBallot } from '#src/features/proofs/ballot-leaf.ts';
import type { Frontier } from '#src/features/proofs/merkle/frontier.ts';
import { leafHash } from '#src/features/proofs/merkle/hashing.ts';
import { STORED_LEVELS, type StoredNode } from '#src/features/proofs/merkle/read-hashes.ts';

/** A ballot as the ledger has it. */
export interface LedgerBallot {
  id: string;
  choices: number[];
  /** When it was cast, in microseconds since the epoch, as PostgreSQL writes a bigint. */
  castAt: string;
}

/** What appending adds to the store. */
export interface Appended {
  entries: { position: number; ballotId: string; leaf: Buffer }[];
  nodes: (StoredNode & { hash: Buffer })[];
}

/** Votes by choice id. */
export type Tallies = Record<string, number>;

/** Appends ballots to the log, and to its tallies: of a ranked ballot its first preference, else each of its choices. */
export function appendBallots(
  ballots: readonly LedgerBallot[],
  { frontier, tallies, ranked }: { frontier: Frontier; tallies: Tallies; ranked: boolean },
): Appended {
  const added: Appended = { entries: [], nodes: [] };
  for (const { id, choices, castAt } of ballots) {
    const leaf = leafHash(encodeBallot({ id, choices, castAt: Number(castAt) }));
    added.entries.push({ position: frontier.size, ballotId: id, leaf });
    frontier.append(leaf, (level, index, hash) => {
      if (level % STORED_LEVELS === 0) added.nodes.push({ level, index, hash });
    });
    for (const choice of ranked ? choices.slice(0, 1) : choices) tallies[choice] = (tallies[choice] ?? 0) + 1;
  }
  return added;
}
