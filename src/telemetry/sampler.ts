import { isSpanContextValid, type Link, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

const rootSamplers: Record<string, (ratio: number) => Sampler> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
};

function configured(name: string, ratio: number): Sampler {
  const make = rootSamplers[name.replace(/^parentbased_/, '')];
  if (!make) {
    const known = Object.keys(rootSamplers).flatMap((key) => [key, `parentbased_${key}`]);
    throw new Error(`OTEL_TRACES_SAMPLER: expected one of ${known.join(', ')}, not "${name}"`);
  }
  const root = make(ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

const ownAndSampled = ({ context }: Link) =>
  context.isRemote !== true && (context.traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED;

/**
 * The head sampler of `OTEL_TRACES_SAMPLER`, with two rules for traces that begin here: one linked with a kept span of
 * this process is kept, so that a kept vote never misses its batch; and a statement or call that nothing asked for
 * (queue polling, LISTEN) is not, it would be a trace of its own every second.
 * @throws an error with one line for a sampler that is unknown.
 */
export function headSampler(name: string, ratio: number): Sampler {
  const delegate = configured(name, ratio);
  return {
    shouldSample(context, traceId, spanName, kind, attributes, links) {
      const parent = trace.getSpanContext(context);
      if (!parent || !isSpanContextValid(parent)) {
        if (kind === SpanKind.CLIENT) return { decision: SamplingDecision.NOT_RECORD };
        if (links.some(ownAndSampled)) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
      }
      return delegate.shouldSample(context, traceId, spanName, kind, attributes, links);
    },
    toString: () => `Head{${delegate}}`,
  };
}
