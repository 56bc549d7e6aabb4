import type { Condition } from './condition.ts';
import type { ResourceSpans } from './otlp.ts';
import { Trace } from './trace.ts';

export interface Search {
  matches: Condition;
  minDuration?: number | undefined;
  maxDuration?: number | undefined;
  limit: number;
  spansPerSet: number;
}

/** Traces in memory, the oldest dropped once there are more than `maxSpans` spans. */
export class TraceStore {
  readonly #traces = new Map<string, Trace>();
  readonly #maxSpans: number;
  #spans = 0;

  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans;
  }

  /** Takes what an OTLP request carries; spans of one request may belong to many traces. */
  add(request: { resourceSpans?: ResourceSpans[] }): void {
    for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
      for (const { scope, spans } of scopeSpans) {
        for (const [id, ofTrace] of Map.groupBy(spans, (span) => span.traceId)) {
          const batch = { ...(resource && { resource }), scopeSpans: [{ scope, spans: ofTrace }] };
          this.#trace(id).add(batch);
          this.#spans += ofTrace.length;
        }
      }
    }
    this.#evict();
  }

  get(id: string): Trace | undefined {
    return this.#traces.get(id.toLowerCase().padStart(32, '0'));
  }

  /** The newest traces that have a span matching, in the shape of Tempo's search answer. */
  search({
    matches,
    minDuration = 0,
    maxDuration = Number.POSITIVE_INFINITY,
    limit,
    spansPerSet,
  }: Search): unknown[] {
    const found: unknown[] = [];
    for (const trace of [...this.#traces.values()].reverse()) {
      if (found.length >= limit) break;
      const duration = trace.duration;
      if (duration < minDuration || duration > maxDuration) continue;
      const spans = trace.spans.filter((span) => matches(span, trace));
      if (spans.length > 0) found.push(trace.summary(spans, spansPerSet));
    }
    return found;
  }

  #trace(id: string): Trace {
    const known = this.#traces.get(id);
    if (known) return known;
    const trace = new Trace(id);
    this.#traces.set(id, trace);
    return trace;
  }

  #evict(): void {
    for (const [id, trace] of this.#traces) {
      if (this.#spans <= this.#maxSpans) return;
      this.#traces.delete(id);
      this.#spans -= trace.spans.length;
    }
  }
}
