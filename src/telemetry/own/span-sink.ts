import type { TraceId } from './own-ids.ts';
import type { OwnSpan } from './own-span.ts';

/** Where spans of ours go. */
export interface SpanSink {
  /** Whether the trace that begins with a request is kept. */
  keeps(trace: TraceId): boolean;
  /** Takes a span that has ended. */
  take(span: OwnSpan): void;
}

let sink: SpanSink | undefined;

/** Says where they go; called once by the module that starts the export. */
export function setSpanSink(found: SpanSink | undefined): void {
  sink = found;
}

/** Where spans of ours go; undefined where nothing is exported. */
export function spanSink(): SpanSink | undefined {
  return sink;
}
