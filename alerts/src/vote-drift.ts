import { gained } from './gained.ts';
import type { RecordingRule } from './rule-file.ts';

const labels = 'question_id, question';
const PAST_CAP = 'max(telemetry_questions_dropped) > 0';

/** What ledger and counter gained over a window, by question, and by how much they differ. */
export function voteDriftRules(window: string): RecordingRule[] {
  const ledger = `max by (${labels}) (votes_recorded)`;
  const ledgerThen = `max by (${labels}) (votes_recorded offset ${window})`;
  const recorded = `question:votes_recorded:gain${window}`;
  const counted = `question:votes_counted:gain${window}`;
  const drift = `question:votes_drift:gain${window}`;
  const skew = `question:votes_skew:gain${window}`;
  const unexplained = (lost: string, late: string) =>
    `clamp_min(abs(${lost}) - ${late}, 0) and on () group(votes_recorded offset ${window})`;
  return [
    {
      record: counted,
      expr: gained('votes_total', window, labels),
    },
    {
      // A question unknown to an audit that was running then is new and began at 0, if it was counted since: an old one
      // may be told again where others were deleted, as only so many are. Where no audit was running, and for those, the
      // first reading in the window is the best beginning there is: the least, as each worker that took the audit over
      // began with a later one.
      record: recorded,
      expr: `${ledger} - (${ledgerThen} or (${ledger} * 0 and ${counted} and on () group(votes_recorded offset ${window})) or min by (${labels}) (min_over_time(votes_recorded[${window}])))`,
    },
    {
      // A question closed before the process began has no series to count in.
      record: drift,
      expr: `${recorded} - (${counted} or ${recorded} * 0)`,
    },
    {
      // Ledger and counter are read at different moments, at both ends of the window: votes of so short a time
      // may be in one and not yet in the other.
      record: skew,
      expr: `${justGained()} + (${justGained(` offset ${window}`)} or ${ledger} * 0)`,
    },
    {
      // Before the audit has run for a whole window, votes from before its first reading look like drift. Past the
      // cap of questions each process has its own idea of which are `other`: then only their sum can be judged.
      record: `question:votes_unexplained:gain${window}`,
      expr: `(${unexplained(drift, skew)} or ${drift} * 0) unless on () (${PAST_CAP}) or label_replace(label_replace((${unexplained(`sum(${recorded}) - sum(${counted})`, `sum(${skew})`)}) and on () (${PAST_CAP}), "question", "all questions", "", ""), "question_id", "all", "", "")`,
    },
  ];
}

function justGained(offset = ''): string {
  const range = `[90s]${offset}`;
  return `max by (${labels}) (max_over_time(votes_recorded${range}) - min_over_time(votes_recorded${range}))`;
}
