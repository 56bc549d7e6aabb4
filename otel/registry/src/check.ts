import type { Registry, Signal } from './load-registry.ts';

/** One signal as it was received: a metric point, a span, a span event or a log record, whose name is its text. */
export interface Seen {
  type: Signal['type'];
  name: string;
  /** Of a metric. */
  unit?: string;
  /** Of a span, in lower case. */
  kind?: string;
  attributes: string[];
}

/** Names with a part in braces stand for every value of that part, a statement's first words and line feed too. */
function pattern(name: string): RegExp {
  const parts = name.split(/\{\w+\}/).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.+')}$`, 's');
}

function matches(signal: Signal, seen: Seen): boolean {
  if (signal.type !== seen.type) return false;
  if (signal.type !== 'span' && signal.type !== 'log') return signal.name === seen.name;
  return signal.spanKind === seen.kind && pattern(signal.name).test(seen.name);
}

function faults(signal: Signal, seen: Seen): string[] {
  const known = new Map(signal.attributes.map((attribute) => [attribute.name, attribute]));
  const found = seen.attributes
    .filter((name) => !known.has(name))
    .map((name) => `has the attribute ${name}, which is not in the registry`);
  const missing = signal.attributes
    .filter(({ name, required }) => required && !seen.attributes.includes(name))
    .map(({ name }) => `lacks the attribute ${name}`);
  const unit = signal.type === 'metric' && signal.unit !== seen.unit;
  return [...found, ...missing, ...(unit ? [`has the unit ${seen.unit}, not ${signal.unit}`] : [])];
}

const literalParts = ({ name }: Signal) => name.replaceAll(/\{\w+\}/g, '').length;

/**
 * Holds what was received against the registry: gives one line for everything that is not in it and for everything in
 * it that was never received, none where both agree. Entries marked `rare` may be absent, and any where what was
 * received is not the `whole` of what there is.
 */
export function checkAgainstRegistry(
  seen: Iterable<Seen>,
  { signals }: Registry,
  { whole = true } = {},
): string[] {
  const problems = new Set<string>();
  const appeared = new Set<Signal>();
  // The most specific pattern first: `pg.query:{operation} {database}` before `{method}`.
  const ordered = signals.toSorted((a, b) => literalParts(b) - literalParts(a));
  for (const item of seen) {
    const signal = ordered.find((candidate) => matches(candidate, item));
    if (!signal) {
      problems.add(`${item.type} ${item.name} is not in the registry`);
      continue;
    }
    appeared.add(signal);
    for (const fault of faults(signal, item)) problems.add(`${item.type} ${item.name} ${fault}`);
  }
  for (const signal of signals)
    if (whole && !appeared.has(signal) && !signal.rare)
      problems.add(`${signal.type} ${signal.name} is in the registry and was never received`);
  return [...problems].sort();
}
