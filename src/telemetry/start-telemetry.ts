import { randomUUID } from 'node:crypto';
import { DiagLogLevel, diag, metrics } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  type IMetricReader,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { diagLog } from './diag-log.ts';
import { instrumentations } from './instrumentations.ts';
import { ownMetricsProducer } from './own-metrics-producer.ts';
import { prometheusEndpoint } from './prometheus-handler.ts';
import { headSampler } from './sampler.ts';
import { scrubProcessor } from './scrub-processor.ts';
import { spanExporter } from './span-exporter.ts';
import { type RunningTelemetry, setRunningTelemetry } from './state.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';
import { views } from './views.ts';

/** Longest that stopping or starting waits for a backend that does not answer. */
const flushTimeoutMs = 3_000;
/** Attribute sets of one instrument; what is beyond is told by `otel.metric.overflow`. */
const seriesLimit = 2_000;

function resourceOf({ serviceName, environment }: TelemetrySettings, version: string) {
  return defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(
      resourceFromAttributes({
        'service.name': serviceName,
        'service.version': version,
        // Two processes with one id would look like one counter that keeps resetting.
        'service.instance.id': randomUUID(),
        'deployment.environment.name': environment,
      }),
    );
}

function periodicReader(metricIntervalMs: number): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({
      temporalityPreference: AggregationTemporality.CUMULATIVE,
      // Retries end before the next export starts, or an older one could arrive after it.
      timeoutMillis: metricIntervalMs,
    }),
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
 * `version` becomes `service.version`.
 * @throws an error with one line where the sampler is unknown.
 */
export function startTelemetry(settings: TelemetrySettings, version: string): void {
  diag.setLogger(
    diagLog((line) => process.stderr.write(line)),
    { logLevel: DiagLogLevel.ERROR },
  );
  const sampler = headSampler(settings.sampler, settings.samplerRatio);
  const resource = resourceOf(settings, version);
  const readers: IMetricReader[] = [];
  if (settings.otlp) readers.push(periodicReader(settings.metricIntervalMs));
  const prometheus = settings.metricsEndpoint ? prometheusEndpoint([ownMetricsProducer]) : undefined;
  if (prometheus) readers.push(prometheus.reader);
  const meterProvider = new MeterProvider({ resource, readers, views, sdkMetricsEnabled: true });
  metrics.setGlobalMeterProvider(meterProvider);
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    sampler,
    spanLimits: { linkCountLimit: 1_000, attributeValueLengthLimit: 4_096 },
    contextManager: new AsyncLocalStorageContextManager(),
    textMapPropagator: new W3CTraceContextPropagator(),
    // Metrics have a provider of their own: the SDK's would not be there yet for the two processors to count in.
    metricReaders: [],
    ...(settings.otlp ? otlpProcessors(meterProvider) : { spanProcessors: [], logRecordProcessors: [] }),
    instrumentations: instrumentations(),
  });
  sdk.start();
  const running: RunningTelemetry = {
    flushMetrics: () => quietly([meterProvider.forceFlush()]),
    async shutdown() {
      // Metrics last: the others count what they dropped while stopping.
      await quietly([sdk.shutdown()]);
      await quietly([meterProvider.shutdown()]);
    },
  };
  if (prometheus) running.metricsHandler = prometheus.handler;
  setRunningTelemetry(running);
}

/** How traces and logs leave; both count in metrics what their queues drop and their exporters fail to deliver. */
function otlpProcessors(selfObsMeterProvider: MeterProvider) {
  return {
    spanProcessors: [
      scrubProcessor,
      new BatchSpanProcessor({
        exporter: spanExporter(selfObsMeterProvider),
        selfObsMeterProvider,
        maxQueueSize: 16_384,
        maxExportBatchSize: 1_024,
        scheduledDelayMillis: 1_000,
      }),
    ],
    logRecordProcessors: [
      new BatchLogRecordProcessor({
        exporter: new OTLPLogExporter({ selfObsMeterProvider }),
        selfObsMeterProvider,
        maxQueueSize: 8_192,
      }),
    ],
  };
}
