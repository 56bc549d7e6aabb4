/** A ballot by its id, with its choices in its order. */
export interface Ballot {
  id: string;
  choices: number[];
}

/** All there is of a question's votes once a run is over, from everywhere that tells of them. */
export interface LedgerQuestion {
  question: string;
  kind: string;
  /** From the table of ballots, the truth that the rest is held against. */
  ballots: Ballot[];
  /** How many took part, where the policy knows voters. */
  voters: number;
  /** Votes by choice as they are stored, and as the API shows them. */
  tally: Record<number, number>;
  shown: Record<number, number>;
  turnout: number;
  /** How often each ranking was cast, by its choices. */
  rankings: Record<string, number>;
  /** Texts of the choices, by id. */
  texts: Record<number, string>;
  /** Lines of the exported file, without the time. */
  csv: string[];
  /** What is wrong with the log of ballots and its signed head. */
  proofProblems: string[];
}

/** What a receipt's code opened: its ballot, or nothing. */
export type OpenedReceipts = ReadonlyMap<string, Ballot | undefined>;
