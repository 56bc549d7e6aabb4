import { durationOf, plain, type ResourceSpans, type Span } from './otlp.ts';

/** A span with the attributes a condition asks for, flattened. */
export interface FoundSpan {
  span: Span;
  duration: number;
  attributes: Map<string, unknown>;
  resource: Map<string, unknown>;
}

const NO_ROOT = '<root span not yet received>';

/** All that has arrived of one trace. */
export class Trace {
  readonly id: string;
  readonly batches: ResourceSpans[] = [];
  readonly spans: FoundSpan[] = [];

  constructor(id: string) {
    this.id = id;
  }

  add(batch: ResourceSpans): void {
    this.batches.push(batch);
    const resource = flatten(batch.resource?.attributes);
    for (const span of batch.scopeSpans.flatMap((scope) => scope.spans)) {
      this.spans.push({ span, duration: durationOf(span), attributes: flatten(span.attributes), resource });
    }
  }

  /** From the first start to the last end, in nanoseconds. */
  get duration(): number {
    const ends = this.spans.map(({ span }) => Number(BigInt(span.endTimeUnixNano) - this.start));
    return Math.max(0, ...ends);
  }

  /** When the first span began, in nanoseconds since 1970. */
  get start(): bigint {
    const starts = this.spans
      .map(({ span }) => BigInt(span.startTimeUnixNano))
      .sort((one, other) => Number(one - other));
    return starts[0] ?? 0n;
  }

  /** A line of Tempo's search answer, with at most `limit` of the spans that matched. */
  summary(matched: FoundSpan[], limit: number): unknown {
    const root = this.spans.find(({ span }) => !span.parentSpanId);
    return {
      traceID: this.id,
      rootServiceName: root?.resource.get('service.name') ?? NO_ROOT,
      rootTraceName: root?.span.name ?? NO_ROOT,
      startTimeUnixNano: String(this.start),
      durationMs: Math.floor(this.duration / 1e6),
      spanSets: [
        {
          spans: matched.slice(0, limit).map(({ span, duration }) => ({
            spanID: span.spanId,
            name: span.name,
            startTimeUnixNano: span.startTimeUnixNano,
            durationNanos: String(duration),
          })),
          matched: matched.length,
        },
      ],
    };
  }
}

function flatten(
  attributes: { key: string; value: Parameters<typeof plain>[0] }[] = [],
): Map<string, unknown> {
  return new Map(attributes.map(({ key, value }) => [key, plain(value)]));
}
