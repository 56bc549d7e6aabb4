import {
  type Attributes,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { attributeNames, spanNames } from './names.ts';
import { type CommonAttributes, commonAttributes } from './own/common-attributes.ts';
import { OwnContext } from './own/own-context.ts';
import { OwnSpan } from './own/own-span.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

/** What a queued job carries of the trace it was asked for in. */
export interface TraceCarrier {
  traceparent?: string;
}

/** One vote on its way to being durable; its maker ends it. */
export type VoteSpan = OwnSpan;

/** The span of one transaction over many votes. */
export interface BatchSpan {
  /** Runs the transaction with the batch as parent of the statements. */
  run<T>(transaction: () => T): T;
  /** Ends the span; with an error where the transaction failed. */
  end(error?: unknown): void;
}

const tracer = trace.getTracer('tallyscope');

/** Marks a span as failed by the kind of the error; its text may quote what a voter sent and stays out. */
export function failSpan(span: Span, error: unknown): void {
  const type = error instanceof Error ? error.name : typeof error;
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
}

/** Runs `work` in a span of its own that is active meanwhile and ends with it, failed where it throws. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Starts `vote.cast` below the active span; undefined where that one is not recorded. */
export function startVoteCast(): VoteSpan | undefined {
  const active = trace.getActiveSpan();
  return active?.isRecording() ? OwnSpan.below(active, spanNames.voteCast) : undefined;
}

const outcomes = new Map<string, CommonAttributes>();

/** Ends `vote.cast` with what became of the vote, one of few words. */
export function endVoteCast(span: VoteSpan, outcome: string): void {
  let common = outcomes.get(outcome);
  if (!common) {
    common = commonAttributes({ [attributeNames.voteOutcome]: outcome });
    outcomes.set(outcome, common);
  }
  span.endAs(common);
}

/** Runs work in the trace of a vote, or in none where the vote is not traced. */
export const underVoteCast = <T>(span: VoteSpan | undefined, work: () => T): T =>
  span ? context.with(new OwnContext(span), work) : withoutTrace(work);

/** Runs work that belongs to no request and is not worth a trace, timers it sets included. */
export function withoutTrace<T>(work: () => T): T {
  return context.with(suppressTracing(ROOT_CONTEXT), work);
}

const untraced: BatchSpan = { run: withoutTrace, end() {} };

/**
 * Starts `vote.batch` as the root of its own trace, linked with the recorded votes both ways: one batch serves many
 * requests and can be the child of none. Without recorded votes neither it nor its statements are traced.
 */
export function startVoteBatch(casts: VoteSpan[], size: number): BatchSpan {
  if (casts.length === 0) return untraced;
  const span = OwnSpan.across(casts, spanNames.voteBatch);
  span.setAttribute(attributeNames.voteBatchSize, size);
  const active = new OwnContext(span);
  return {
    run: (transaction) => context.with(active, transaction),
    end(error) {
      if (error !== undefined) failSpan(span, error);
      span.end();
    },
  };
}

/** The active trace, to be stored with a job. */
export function captureTraceContext(): TraceCarrier {
  const active = trace.getActiveSpan()?.spanContext();
  return active && isSpanContextValid(active) ? { traceparent: formatTraceparent(active) } : {};
}

/**
 * Runs a job in a span that is the child of the request that asked for it and also linked with it: the parent gives
 * one trace and the edge of a service graph, which a link alone does not (grafana/tempo#5408).
 */
export function continueJob<T>(
  name: string,
  carrier: TraceCarrier,
  work: (span: Span) => Promise<T>,
  attributes: Attributes = {},
): Promise<T> {
  const origin = parseTraceparent(carrier.traceparent);
  const parent = origin ? trace.setSpanContext(ROOT_CONTEXT, origin) : ROOT_CONTEXT;
  const links = origin ? [{ context: origin }] : [];
  return context.with(parent, () => inSpan(name, { kind: SpanKind.CONSUMER, links, attributes }, work));
}

/** Runs the sealing of these many questions' ballots in `ballots.seal`, the root of its own trace. */
export function inSealing<T extends readonly { ballots: number }[]>(
  questions: number,
  work: () => Promise<T>,
): Promise<T> {
  const attributes = { [attributeNames.sealQuestions]: questions };
  return context.with(ROOT_CONTEXT, () =>
    inSpan(spanNames.ballotsSeal, { attributes }, async (span) => {
      const sealed = await work();
      span.setAttribute(
        attributeNames.sealBallots,
        sealed.reduce((sum, { ballots }) => sum + ballots, 0),
      );
      return sealed;
    }),
  );
}
