import { type Static, Type } from '#src/schema/type.ts';

/** A span as a waterfall needs it; ids are hexadecimal, times are nanoseconds since 1970. */
export interface Span {
  trace: string;
  id: string;
  parent: string;
  name: string;
  start: bigint;
  end: bigint;
  failed: boolean;
  /** The statement of a database call; its literals were taken out when it was recorded. */
  statement: string | undefined;
  links: { trace: string; id: string }[];
}

const Id = Type.String({ maxLength: 64 });
const Nanoseconds = Type.String({ pattern: '^[0-9]{1,20}$' });
const TempoSpan = Type.Object({
  traceId: Id,
  spanId: Id,
  parentSpanId: Type.Optional(Id),
  name: Type.String(),
  startTimeUnixNano: Nanoseconds,
  endTimeUnixNano: Nanoseconds,
  attributes: Type.Optional(
    Type.Array(
      Type.Object({ key: Type.String(), value: Type.Object({ stringValue: Type.Optional(Type.String()) }) }),
    ),
  ),
  links: Type.Optional(Type.Array(Type.Object({ traceId: Id, spanId: Id }))),
  status: Type.Optional(Type.Object({ code: Type.Optional(Type.Unknown()) })),
});

/** Tempo's answer to `/api/v2/traces/{id}`: OTLP in protobuf's JSON, with base64 ids. */
export const TempoTrace = Type.Object({
  trace: Type.Object({
    resourceSpans: Type.Array(
      Type.Object({ scopeSpans: Type.Array(Type.Object({ spans: Type.Array(TempoSpan) })) }),
    ),
  }),
});

const hex = (base64 = '') => Buffer.from(base64, 'base64').toString('hex');

function toSpan(span: Static<typeof TempoSpan>): Span {
  const { attributes = [], links = [] } = span;
  return {
    trace: hex(span.traceId),
    id: hex(span.spanId),
    parent: hex(span.parentSpanId),
    name: span.name,
    start: BigInt(span.startTimeUnixNano),
    end: BigInt(span.endTimeUnixNano),
    failed: span.status?.code === 'STATUS_CODE_ERROR',
    statement: attributes.find(({ key }) => key === 'db.query.text')?.value.stringValue,
    links: links.map((link) => ({ trace: hex(link.traceId), id: hex(link.spanId) })),
  };
}

/** All spans of a trace, in no order. */
export function spansOf({ trace }: Static<typeof TempoTrace>): Span[] {
  return trace.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(toSpan)),
  );
}
