import { KINDS, STATUSES } from './otlp.ts';
import type { FoundSpan, Trace } from './trace.ts';

/** Says whether a span of a trace is one that was asked for. */
export type Condition = (span: FoundSpan, trace: Trace) => boolean;

const UNITS: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const TERM = /^\s*([\w.:-]+)\s*(=~|!=|>=|<=|=|>|<)\s*("(?:[^"\\]|\\.)*"|`[^`]*`|[^\s&|{}"`]+)\s*$/;

/** Thrown for a query that Tempo may well answer and this stand-in does not. */
class NotDone extends Error {}

/** A duration as Go writes it ("250ms", "1.5s") in nanoseconds; undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)$/.exec(text) ?? [];
  return unit ? Number(number) * (UNITS[unit] as number) : undefined;
}

/** Reads the part of TraceQL that tests poll with: one span set of comparisons joined by `&&`. Throws NotDone beyond that. */
export function parseQuery(query: string): Condition {
  const [, inner] = /^\s*\{(.*)\}\s*$/s.exec(query) ?? [];
  if (inner === undefined || /\|\||\}/.test(inner.replace(/"(?:[^"\\]|\\.)*"/g, ''))) throw notDone(query);
  if (inner.trim() === '') return () => true;
  const terms = inner.split(/&&(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((term) => parseTerm(term, query));
  return (span, trace) => terms.every((matches) => matches(span, trace));
}

/** Reads `tags`, in logfmt: every value is a case-insensitive part of a span's or resource's attribute of that name, or of the span's name. */
export function parseTags(tags: string): Condition {
  const pairs = [...tags.matchAll(/([^\s=]+)=("(?:[^"\\]|\\.)*"|\S*)/g)].map(
    ([, key = '', value = '']) => [key, unquote(value).toLowerCase()] as const,
  );
  return ({ span, attributes, resource }) =>
    pairs.every(([key, part]) =>
      [attributes.get(key), resource.get(key), key === 'name' ? span.name : undefined].some(
        (value) => value !== undefined && String(value).toLowerCase().includes(part),
      ),
    );
}

function parseTerm(term: string, query: string): Condition {
  const [, field, operator, raw] = TERM.exec(term) ?? [];
  if (field === undefined || operator === undefined || raw === undefined) throw notDone(query);
  const read = reader(field);
  if (!read) throw notDone(query);
  const wanted = literal(raw);
  const test = comparison(operator, wanted);
  return (span, trace) => {
    const value = read(span, trace);
    return value !== undefined && test(value);
  };
}

function reader(field: string): ((span: FoundSpan, trace: Trace) => unknown) | undefined {
  const [, scope, key] = /^(span|resource|)\.(.+)$/.exec(field) ?? [];
  if (key !== undefined) {
    if (scope === 'span') return ({ attributes }) => attributes.get(key);
    if (scope === 'resource') return ({ resource }) => resource.get(key);
    return ({ attributes, resource }) => attributes.get(key) ?? resource.get(key);
  }
  return INTRINSICS[field];
}

const INTRINSICS: Record<string, (span: FoundSpan, trace: Trace) => unknown> = {
  name: ({ span }) => span.name,
  kind: ({ span }) => KINDS[span.kind ?? 0]?.toLowerCase(),
  status: ({ span }) => STATUSES[span.status?.code ?? 0]?.toLowerCase(),
  duration: ({ duration }) => duration,
  traceDuration: (_, trace) => trace.duration,
};

function literal(raw: string): string | number | boolean {
  if (raw.startsWith('"') || raw.startsWith('`')) return unquote(raw);
  if (raw === 'true' || raw === 'false') return raw === 'true';
  const number = parseDuration(raw) ?? Number(raw);
  return Number.isNaN(number) ? raw : number;
}

function comparison(operator: string, wanted: string | number | boolean): (value: unknown) => boolean {
  if (operator === '=~') {
    const pattern = new RegExp(`^(?:${wanted})$`);
    return (value) => pattern.test(String(value));
  }
  if (operator === '=') return (value) => value === wanted;
  if (operator === '!=') return (value) => value !== wanted;
  const ordered = (value: unknown) => typeof value === 'number' && typeof wanted === 'number';
  if (operator === '>') return (value) => ordered(value) && (value as number) > (wanted as number);
  if (operator === '<') return (value) => ordered(value) && (value as number) < (wanted as number);
  if (operator === '>=') return (value) => ordered(value) && (value as number) >= (wanted as number);
  return (value) => ordered(value) && (value as number) <= (wanted as number);
}

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

function notDone(query: string): NotDone {
  return new NotDone(
    `This is a stand-in for Tempo: it takes { field = value && ... } and not ${query.trim()}. Start a real Tempo (TEMPO_BIN) for the whole of TraceQL.`,
  );
}
