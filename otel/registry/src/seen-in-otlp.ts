import type { Seen } from './check.ts';

interface KeyValue {
  key: string;
}
interface Point {
  attributes?: KeyValue[];
}
interface JsonMetric {
  name: string;
  unit?: string;
  sum?: { dataPoints: Point[] };
  gauge?: { dataPoints: Point[] };
  histogram?: { dataPoints: Point[] };
}
interface JsonSpan {
  name: string;
  kind?: number | string;
  attributes?: KeyValue[];
  events?: { name: string; attributes?: KeyValue[] }[];
}

interface JsonRecord {
  body?: { stringValue?: string };
  attributes?: KeyValue[];
}

/** An export in the JSON form of OTLP, as the Collector's file exporter writes one a line. */
export interface OtlpJson {
  resourceMetrics?: { scopeMetrics?: { metrics?: JsonMetric[] }[] }[];
  resourceSpans?: { scopeSpans?: { spans?: JsonSpan[] }[] }[];
  resourceLogs?: { scopeLogs?: { logRecords?: JsonRecord[] }[] }[];
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

function kindOf(kind: number | string = 0): string {
  return typeof kind === 'number' ? (kinds[kind] ?? '') : kind.replace('SPAN_KIND_', '').toLowerCase();
}

const keys = (attributes: KeyValue[] = []) => attributes.map(({ key }) => key);

function* seenInMetric({ name, unit = '', sum, gauge, histogram }: JsonMetric): Generator<Seen> {
  for (const { attributes } of (sum ?? gauge ?? histogram)?.dataPoints ?? [])
    yield { type: 'metric', name, unit, attributes: keys(attributes) };
}

function* seenInSpan({ name, kind, attributes, events = [] }: JsonSpan): Generator<Seen> {
  yield { type: 'span', name, kind: kindOf(kind), attributes: keys(attributes) };
  for (const event of events) yield { type: 'event', name: event.name, attributes: keys(event.attributes) };
}

/** Every metric point, span, span event and log record of one OTLP export, for `checkAgainstRegistry`. */
export function* seenInOtlp({
  resourceMetrics = [],
  resourceSpans = [],
  resourceLogs = [],
}: OtlpJson): Generator<Seen> {
  for (const { scopeMetrics = [] } of resourceMetrics)
    for (const { metrics = [] } of scopeMetrics) for (const metric of metrics) yield* seenInMetric(metric);
  for (const { scopeSpans = [] } of resourceSpans)
    for (const { spans = [] } of scopeSpans) for (const span of spans) yield* seenInSpan(span);
  for (const { scopeLogs = [] } of resourceLogs)
    for (const { logRecords = [] } of scopeLogs)
      for (const { body, attributes } of logRecords)
        yield { type: 'log', name: body?.stringValue ?? '', attributes: keys(attributes) };
}
