import { type Context, INVALID_TRACEID, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { TraceId } from './own/own-ids.ts';

const rootSamplers: Record<string, (ratio: number) => Sampler> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
};

const inherited = 'parentbased_';
const rootOf = (name: string) => (name.startsWith(inherited) ? name.slice(inherited.length) : name);
const kept = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const dropped = { decision: SamplingDecision.NOT_RECORD };

function configured(name: string, ratio: number): Sampler {
  const make = rootSamplers[rootOf(name)];
  if (make) return make(ratio);
  const known = Object.keys(rootSamplers).flatMap((key) => [key, `${inherited}${key}`]);
  throw new Error(`OTEL_TRACES_SAMPLER: expected one of ${known.join(', ')}, not "${name}"`);
}

/**
 * Whether a trace that begins with a request is kept: what the root sampler of `OTEL_TRACES_SAMPLER` says of its id, which
 * is not made into text for it.
 */
export function keepsTraces(name: string, ratio: number): (trace: TraceId) => boolean {
  const root = rootOf(name);
  if (root !== 'traceidratio') return () => root === 'always_on';
  const bound = ratio >= 1 ? 2 ** 32 : Math.floor(ratio * (2 ** 32 - 1));
  return ([first, second, third, fourth]) => (first ^ second ^ third ^ fourth) >>> 0 < bound;
}

const isSampled = (flags: number) => (flags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED;

/** Every span passes here, so its parent is not validated digit by digit: it is ours, or was when it was read. */
function parentOf(context: Context) {
  const parent = trace.getSpanContext(context);
  return parent?.traceId === INVALID_TRACEID ? undefined : parent;
}

/**
 * The head sampler of `OTEL_TRACES_SAMPLER` for the spans that the SDK makes, with a rule for traces that would begin with
 * them: a statement or call that nothing asked for (queue polling, LISTEN) is not kept, it would be a trace of its own every
 * second.
 * @throws an error with one line for a sampler that is unknown.
 */
export function headSampler(name: string, ratio: number): Sampler {
  const root = configured(name, ratio);
  const inherits = name.startsWith(inherited);
  return {
    shouldSample(context, traceId, spanName, kind, attributes, links) {
      const parent = parentOf(context);
      if (!parent && kind === SpanKind.CLIENT) return dropped;
      if (parent && inherits) return isSampled(parent.traceFlags) ? kept : dropped;
      return root.shouldSample(context, traceId, spanName, kind, attributes, links);
    },
    toString: () => `Head{${inherits ? inherited : ''}${root}}`,
  };
}
