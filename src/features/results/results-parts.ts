import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import type { LiveResults } from '#src/features/results/live-results.ts';
import type { ResultsGate } from '#src/features/results/results-gate.ts';
import type { TallyReader } from '#src/features/results/tally/tally-reader.ts';
import type { TimelineReader } from '#src/features/results/timeline/timeline-reader.ts';
import type { Voters } from '#src/features/votes/voter.ts';

/** What pages, streams and API need to answer for results. */
export interface ResultsParts {
  config: Config;
  database: Database;
  catalogue: QuestionCatalogue;
  voters: Voters;
  gate: ResultsGate;
  live: LiveResults;
  tallies: TallyReader;
  timelines: TimelineReader;
}
