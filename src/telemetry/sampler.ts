import { type Context, INVALID_TRACEID, type Link, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

const rootSamplers: Record<string, (ratio: number) => Sampler> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
};

const inherited = 'parentbased_';
const kept = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const dropped = { decision: SamplingDecision.NOT_RECORD };

function configured(name: string, ratio: number): Sampler {
  const make = rootSamplers[name.startsWith(inherited) ? name.slice(inherited.length) : name];
  if (make) return make(ratio);
  const known = Object.keys(rootSamplers).flatMap((key) => [key, `${inherited}${key}`]);
  throw new Error(`OTEL_TRACES_SAMPLER: expected one of ${known.join(', ')}, not "${name}"`);
}

const isSampled = (flags: number) => (flags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED;
const ownAndSampled = ({ context }: Link) => context.isRemote !== true && isSampled(context.traceFlags);

/** Every span passes here, so its parent is not validated digit by digit: it is ours, or was when it was read. */
function parentOf(context: Context) {
  const parent = trace.getSpanContext(context);
  return parent?.traceId === INVALID_TRACEID ? undefined : parent;
}

/**
 * The head sampler of `OTEL_TRACES_SAMPLER`, with two rules for traces that begin here: one linked with a kept span of
 * this process is kept, so that a kept vote never misses its batch; and a statement or call that nothing asked for
 * (queue polling, LISTEN) is not, it would be a trace of its own every second.
 * @throws an error with one line for a sampler that is unknown.
 */
export function headSampler(name: string, ratio: number): Sampler {
  const root = configured(name, ratio);
  const inherits = name.startsWith(inherited);
  return {
    shouldSample(context, traceId, spanName, kind, attributes, links) {
      const parent = parentOf(context);
      if (!parent) {
        if (kind === SpanKind.CLIENT) return dropped;
        if (links.some(ownAndSampled)) return kept;
      } else if (inherits) return isSampled(parent.traceFlags) ? kept : dropped;
      return root.shouldSample(context, traceId, spanName, kind, attributes, links);
    },
    toString: () => `Head{${inherits ? inherited : ''}${root}}`,
  };
}
