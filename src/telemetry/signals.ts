import { trace } from '@opentelemetry/api';
import { counter, histogram, upDownCounter } from './instruments.ts';
import { attributeNames, eventNames, ownMetrics } from './names.ts';
import { OwnGauge } from './own/own-gauge.ts';
import { OwnHistogram } from './own/own-histogram.ts';
import {
  ledgerLabels,
  type QuestionRef,
  questionLabels,
  questionsDropped,
  refusedIdLabel,
} from './question-labels.ts';

export type { QuestionRef } from './question-labels.ts';

export type RejectionReason = 'closed' | 'duplicate' | 'invalid' | 'overloaded' | 'error';
export type ExportOutcome = 'succeeded' | 'failed';

const votes = counter(ownMetrics.votes);
const rejected = counter(ownMetrics.votesRejected);
const commitDuration = new OwnHistogram(ownMetrics.voteCommitDuration).addSeries({});
const batchSize = histogram(ownMetrics.voteBatchSize);
const queueSize = new OwnGauge(ownMetrics.voteQueueSize);
const queueCapacity = new OwnGauge(ownMetrics.voteQueueCapacity);
const recorded = new OwnGauge(ownMetrics.votesRecorded);
const miscounted = new OwnGauge(ownMetrics.votesMiscounted);
new OwnGauge(ownMetrics.telemetryQuestionsDropped).observe(() => [{ value: questionsDropped() }]);
const exports = counter(ownMetrics.exports);
const exportDuration = histogram(ownMetrics.exportDuration);
const exportQueue = histogram(ownMetrics.exportQueueDuration);
const exportRows = histogram(ownMetrics.exportRows);
const exportSize = histogram(ownMetrics.exportSize);
const freshness = histogram(ownMetrics.resultsFreshness);
const streams = upDownCounter(ownMetrics.liveStreams);
const migrations = new OwnGauge(ownMetrics.migrationsPending);
const unsealed = new OwnGauge(ownMetrics.ballotsUnsealed);
const headsMissing = new OwnGauge(ownMetrics.headsMissing);
const oldestExport = new OwnGauge(ownMetrics.exportOldestAge);
const visitors = new OwnGauge(ownMetrics.visitorsUnique);
const limitsApart = new OwnGauge(ownMetrics.limitsApart);
const secretsApart = new OwnGauge(ownMetrics.secretsApart);

/**
 * A question takes votes: at its publication, and at start for every open one. Without the zero the first vote
 * would begin the series and be no increase.
 */
export function questionOpened(question: QuestionRef): void {
  votes().add(0, questionLabels(question));
}

/** Votes of one question became durable; once a batch and question, after the commit. */
export function votesCounted(question: QuestionRef, count: number): void {
  votes().add(count, questionLabels(question));
}

/** A vote was refused; without an id where no such question exists. */
export function voteRejected(questionId: string | number | undefined, reason: RejectionReason): void {
  rejected().add(
    1,
    questionId === undefined ? { reason } : { 'question.id': refusedIdLabel(questionId), reason },
  );
}

/** A vote was durable this many seconds after it was accepted. */
export function voteCommitted(seconds: number): void {
  commitDuration.record(seconds);
}

/** One transaction made this many votes durable. */
export function batchCommitted(size: number): void {
  batchSize().record(size);
}

/** Lets the vote queue be seen: how many wait, and how many may. */
export function observeVoteQueue(read: () => number, capacity: number): void {
  queueSize.observe(() => [{ value: read() }]);
  queueCapacity.observe(() => [{ value: capacity }]);
}

/**
 * What the ledger holds by question, replacing what was told before; an empty list when another worker reads it. Past the cap the
 * last that this process does not count are left out.
 */
export function votesRecorded(ledger: readonly (QuestionRef & { votes: number })[]): void {
  const sums = new Map<ReturnType<typeof questionLabels>, number>();
  for (const [question, attributes] of ledgerLabels(ledger)) {
    sums.set(attributes, (sums.get(attributes) ?? 0) + question.votes);
  }
  const points = [...sums].map(([attributes, value]) => ({ value, attributes }));
  recorded.observe(() => points);
}

/** Tallies and ballots differ by this many votes in all; undefined when another worker counts them. */
export function votesMiscounted(votes: number | undefined): void {
  const points = votes === undefined ? [] : [{ value: votes }];
  miscounted.observe(() => points);
}

/** An export job left the queue after this many seconds; also an event on the active span. */
export function exportDequeued(waitSeconds: number): void {
  exportQueue().record(waitSeconds);
  trace.getActiveSpan()?.addEvent(eventNames.jobDequeued, { [attributeNames.jobWait]: waitSeconds });
}

/** An export ended. Bytes and rows are those written until then. */
export function exportFinished(end: {
  outcome: ExportOutcome;
  onTime: boolean;
  seconds: number;
  rows: number;
  bytes: number;
}): void {
  const { outcome } = end;
  exports().add(1, { outcome, on_time: end.onTime });
  exportDuration().record(end.seconds, { outcome });
  exportRows().record(end.rows, { outcome });
  exportSize().record(end.bytes, { outcome });
}

/** A worker takes export jobs from now on: every way they can end starts at zero. */
export function exportsOpened(): void {
  for (const outcome of ['succeeded', 'failed'] as const)
    for (const onTime of [true, false]) exports().add(0, { outcome, on_time: onTime });
}

/** Results were sent on a live stream this many seconds after the commit they show. */
export function resultsFresh(seconds: number): void {
  freshness().record(seconds);
}

/** A live stream opened on this route; the returned function tells that it closed. */
export function streamOpened(route: string): () => void {
  const attributes = { 'http.route': route };
  streams().add(1, attributes);
  return () => streams().add(-1, attributes);
}

/** The oldest export that has not ended was asked for this many seconds ago; 0 when all have ended. */
export function oldestExportAged(seconds: number): void {
  oldestExport.observe(() => [{ value: seconds }]);
}

/** Migrations the database still lacks. */
export function migrationsPending(count: number): void {
  migrations.observe(() => [{ value: count }]);
}

/** What the last sealing pass had to leave: ballots out of their logs, and closed questions without a final head; undefined when another worker seals. */
export function sealed(left: { ballots: number; heads: number } | undefined): void {
  unsealed.observe(() => (left ? [{ value: left.ballots }] : []));
  headsMissing.observe(() => (left ? [{ value: left.heads }] : []));
}

/** How many visitors there are; undefined when another worker tells it. */
export function visitorsCounted(count: number | undefined): void {
  visitors.observe(() => (count === undefined ? [] : [{ value: count }]));
}

/** Whether another process on the database has another secret. */
export function secretsDiffer(apart: boolean): void {
  secretsApart.observe(() => [{ value: Number(apart) }]);
}

/** Lets it be seen whether this process counts rate limits alone that it should share. */
export function observeLimits(apart: () => boolean): void {
  limitsApart.observe(() => [{ value: Number(apart()) }]);
}
