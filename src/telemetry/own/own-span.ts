import {
  type Attributes,
  type AttributeValue,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  TraceFlags,
} from '@opentelemetry/api';
import type { CommonAttributes } from './common-attributes.ts';
import {
  hexDigits,
  newSpanId,
  newTraceId,
  type SpanId,
  spanIdOf,
  type TraceId,
  traceIdOf,
} from './own-ids.ts';

/** What happened during a span, in milliseconds after its start. */
export interface OwnEvent {
  name: string;
  attributes: Attributes;
  after: number;
}

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

interface Origin {
  kind: SpanKind;
  trace: TraceId;
  parent: SpanId | undefined;
}

const instrumentationScope = { name: 'tallyscope' };

/**
 * A span of the vote path: the API's `Span` without what the SDK's own would make beside it and nobody reads (ADR 49). It is always
 * recorded: a request that the head sampler drops has none.
 */
export class OwnSpan implements Span {
  readonly instrumentationScope = instrumentationScope;
  readonly name: string;
  readonly kind: SpanKind;
  readonly trace: TraceId;
  readonly id = newSpanId();
  readonly parent: SpanId | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt = Date.now();
  /** Milliseconds from start to end; undefined until it ends. */
  duration: number | undefined;
  common: CommonAttributes | undefined;
  attributes: Attributes | undefined;
  links: Link[] | undefined;
  /** Spans of this process that it is linked with. */
  linked: OwnSpan[] | undefined;
  events: OwnEvent[] | undefined;
  status: SpanStatus | undefined;
  readonly #started = performance.now();
  #context: SpanContext | undefined;

  private constructor(name: string, { kind, trace, parent }: Origin) {
    this.name = name;
    this.kind = kind;
    this.trace = trace;
    this.parent = parent;
  }

  /** The root of a request's trace; undefined where the head sampler drops it, or nothing is exported. */
  static ofRequest(name: string): OwnSpan | undefined {
    if (!sink) return undefined;
    const trace = newTraceId();
    if (!sink.keeps(trace)) return undefined;
    return new OwnSpan(name, { kind: SpanKind.SERVER, trace, parent: undefined });
  }

  /** A part of what `parent` stands for. */
  static below(parent: Span, name: string): OwnSpan {
    const own = parent instanceof OwnSpan;
    return new OwnSpan(name, {
      kind: SpanKind.INTERNAL,
      trace: own ? parent.trace : traceIdOf(parent.spanContext()),
      parent: own ? parent.id : spanIdOf(parent.spanContext()),
    });
  }

  /** The root of a trace of its own, linked both ways with spans that are kept, and kept with them. */
  static across(spans: OwnSpan[], name: string): OwnSpan {
    const span = new OwnSpan(name, { kind: SpanKind.INTERNAL, trace: newTraceId(), parent: undefined });
    span.linked = spans;
    const back = [span];
    for (const each of spans) each.linked = each.linked ? [...each.linked, span] : back;
    return span;
  }

  spanContext(): SpanContext {
    this.#context ??= {
      traceId: hexDigits(this.trace),
      spanId: hexDigits(this.id),
      traceFlags: TraceFlags.SAMPLED,
    };
    return this.#context;
  }

  isRecording(): boolean {
    return this.duration === undefined;
  }

  setAttribute(key: string, value: AttributeValue): this {
    this.attributes ??= {};
    this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    this.attributes = { ...this.attributes, ...attributes };
    return this;
  }

  addEvent(name: string, attributes: Attributes = {}): this {
    this.events ??= [];
    this.events.push({ name, attributes, after: performance.now() - this.#started });
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    this.links = [...(this.links ?? []), ...links];
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.status = status;
    return this;
  }

  /** Its name is that of its route or step, and stays. */
  updateName(): this {
    return this;
  }

  /** By its kind alone: the text of an error may quote what a voter sent. */
  recordException(exception: unknown): void {
    const type = exception instanceof Error ? exception.name : typeof exception;
    this.addEvent('exception', { 'exception.type': type });
  }

  /** Ends it now. A second end does nothing. */
  end(): void {
    if (this.duration !== undefined) return;
    this.duration = performance.now() - this.#started;
    sink?.take(this);
  }

  /** Ends it with attributes that it shares with others that end so. */
  endAs(common: CommonAttributes): void {
    this.common ??= common;
    this.end();
  }
}
