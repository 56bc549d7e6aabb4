import { randomUUID } from 'node:crypto';
import { context, DiagLogLevel, diag, metrics, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type IMetricReader,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { diagLog } from './diag-log.ts';
import { startInstrumentations } from './instrumentations.ts';
import { inTime } from './otlp/in-time.ts';
import { startLogs, startTraces } from './otlp-providers.ts';
import { ownMetricsProducer } from './own/own-metrics-producer.ts';
import { prometheusEndpoint } from './prometheus-handler.ts';
import { headSampler, keepsTraces } from './sampler.ts';
import { type RunningTelemetry, setRunningTelemetry } from './state.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';
import { views } from './views.ts';

/** Longest that stopping or starting waits for a backend that does not answer. */
const flushTimeoutMs = 3_000;
/** Attribute sets of one instrument; what is beyond is told by `otel.metric.overflow`. */
const seriesLimit = 2_000;

/** `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` stand against what is assumed, not against what is known. */
function resourceOf({ environment, chosenEnvironment }: TelemetrySettings, version: string) {
  const named = { 'deployment.environment.name': environment };
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'tallyscope', ...named }))
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(
      resourceFromAttributes({
        'service.version': version,
        // Two processes with one id would look like one counter that keeps resetting.
        'service.instance.id': randomUUID(),
        ...(chosenEnvironment && named),
      }),
    );
}

function periodicReader(metricIntervalMs: number): PeriodicExportingMetricReader {
  // Retries end before the next export starts, or an older one could arrive after it.
  const options = convertLegacyHttpOptions({ timeoutMillis: metricIntervalMs }, 'METRICS', 'v1/metrics', {});
  return new PeriodicExportingMetricReader({
    exporter: inTime(
      options,
      (httpAgentOptions) =>
        new OTLPMetricExporter({
          temporalityPreference: AggregationTemporality.CUMULATIVE,
          timeoutMillis: metricIntervalMs,
          httpAgentOptions,
        }),
    ),
    exportIntervalMillis: metricIntervalMs,
    exportTimeoutMillis: metricIntervalMs,
    metricProducers: [ownMetricsProducer],
    cardinalityLimits: { default: seriesLimit },
  });
}

const quietly = async (work: Promise<unknown>[]) => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, flushTimeoutMs);
  });
  await Promise.race([Promise.allSettled(work), timeout]);
  clearTimeout(timer);
};

/**
 * Starts the SDK for what the settings ask: everything through OTLP, or metrics alone for scraping, or both.
 * `version` becomes `service.version`. Its parts are put together here, because `sdk-node` would load every exporter there is,
 * gRPC included (ADR 41).
 * @throws an error with one line where the sampler or an instrumentation is unknown.
 */
export async function startTelemetry(settings: TelemetrySettings, version: string): Promise<void> {
  diag.setLogger(
    diagLog((line) => process.stderr.write(line)),
    { logLevel: DiagLogLevel.WARN },
  );
  const sampler = headSampler(settings.sampler, settings.samplerRatio);
  const resource = resourceOf(settings, version);
  const readers: IMetricReader[] = [];
  if (settings.otlp.metrics) readers.push(periodicReader(settings.metricIntervalMs));
  const prometheus = settings.metricsEndpoint ? prometheusEndpoint([ownMetricsProducer]) : undefined;
  if (prometheus) readers.push(prometheus.reader);
  // First, so that the two processors have something to count in.
  const meterProvider = new MeterProvider({ resource, readers, views, sdkMetricsEnabled: true });
  metrics.setGlobalMeterProvider(meterProvider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const keeps = keepsTraces(settings.sampler, settings.samplerRatio);
  const { traces, logs } = settings.otlp;
  const stops = [
    ...(traces ? [startTraces(meterProvider, { resource, sampler, keeps })] : []),
    ...(logs ? [startLogs(meterProvider, resource)] : []),
  ];
  await startInstrumentations(settings.chosenInstrumentations);
  const running: RunningTelemetry = {
    flushMetrics: () => quietly([meterProvider.forceFlush()]),
    async shutdown() {
      // Metrics last: the others count what they dropped while stopping.
      await quietly(stops.map((stop) => stop()));
      await quietly([meterProvider.shutdown()]);
    },
  };
  if (prometheus) running.metricsHandler = prometheus.handler;
  setRunningTelemetry(running);
}
