import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** How an attribute is used by a signal; `required` attributes are on every point or span. */
export interface AttributeUse {
  name: string;
  required: boolean;
}

/** A metric, span, span event or log record as the registry defines it. */
export interface Signal {
  id: string;
  type: 'metric' | 'span' | 'event' | 'log';
  name: string;
  brief: string;
  note?: string;
  instrument?: string;
  unit?: string;
  spanKind?: string;
  events: string[];
  buckets?: number[];
  cardinalityLimit?: number;
  /** Of our own, against those of libraries that are let through. */
  own: boolean;
  /** Appears only in unusual runs, so its absence is no finding. */
  rare: boolean;
  attributes: AttributeUse[];
}

export interface Attribute {
  id: string;
  type: string;
  brief: string;
}

export interface Registry {
  signals: Signal[];
  attributes: Attribute[];
}

interface Group {
  id: string;
  type: string;
  metric_name?: string;
  name?: string;
  brief: string;
  note?: string;
  instrument?: string;
  unit?: string;
  span_kind?: string;
  events?: string[];
  annotations?: {
    span_name?: string;
    /** The text of a log record; Weaver knows records as events. */
    log_body?: string;
    buckets?: number[];
    cardinality_limit?: number;
    rare?: boolean;
  };
  attributes?: { ref?: string; id?: string; type?: string; brief?: string; requirement_level?: unknown }[];
}

function toSignal(group: Group, own: boolean): Signal {
  const { span_name, log_body, buckets, cardinality_limit, rare } = group.annotations ?? {};
  const name = group.metric_name ?? span_name ?? log_body ?? group.name;
  if (name === undefined) throw new Error(`${group.id}: has neither metric_name, span_name nor name`);
  return {
    id: group.id,
    type: log_body === undefined ? (group.type as Signal['type']) : 'log',
    name,
    brief: group.brief,
    ...(group.note !== undefined && { note: group.note }),
    ...(group.instrument !== undefined && { instrument: group.instrument }),
    ...(group.unit !== undefined && { unit: group.unit }),
    ...(group.span_kind !== undefined && { spanKind: group.span_kind }),
    ...(buckets && { buckets }),
    ...(cardinality_limit !== undefined && { cardinalityLimit: cardinality_limit }),
    events: group.events ?? [],
    own,
    rare: rare ?? false,
    attributes: (group.attributes ?? []).map(({ ref, requirement_level }) => ({
      name: String(ref),
      required: requirement_level === 'required',
    })),
  };
}

/**
 * Reads every YAML file of the registry, in the shape OpenTelemetry Weaver reads.
 * @throws when a group has no name.
 */
export function loadRegistry(directory: string = join(import.meta.dirname, '..')): Registry {
  const registry: Registry = { signals: [], attributes: [] };
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  for (const file of files) {
    const { groups } = parse(readFileSync(join(directory, file), 'utf8')) as { groups: Group[] };
    for (const group of groups) {
      if (group.type === 'attribute_group') {
        for (const { id, type, brief } of group.attributes ?? [])
          registry.attributes.push({ id: String(id), type: String(type), brief: String(brief) });
      } else registry.signals.push(toSignal(group, !file.startsWith('imported')));
    }
  }
  return registry;
}
