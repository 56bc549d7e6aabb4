/** What the SDK is started with; the exporters read the rest of `OTEL_*` themselves. */
export interface TelemetrySettings {
  /** Traces, metrics and logs leave through OTLP. */
  otlp: boolean;
  /** Metrics can be scraped. */
  metricsEndpoint: boolean;
  serviceName: string;
  environment: string;
  metricIntervalMs: number;
  sampler: string;
  samplerRatio: number;
  /** Whether other instrumentations are asked for than those for what the program uses. */
  chosenInstrumentations: boolean;
}

function numberOf(
  source: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const raw = source[name]?.trim();
  if (raw === undefined || raw === '') return fallback;
  const value = Number(raw);
  if (value >= min && value <= max) return value;
  throw new Error(`${name}: expected a number from ${min} to ${max}, not "${raw}"`);
}

/**
 * Reads the `OTEL_*` variables that are not left to the exporters.
 * @throws an error with one line for a variable that cannot be used.
 */
export function telemetrySettings(
  source: NodeJS.ProcessEnv,
  config: { metricsEndpoint: boolean; deploymentEnvironment: string },
): TelemetrySettings {
  return {
    otlp: Boolean(source.OTEL_EXPORTER_OTLP_ENDPOINT) && source.OTEL_SDK_DISABLED !== 'true',
    metricsEndpoint: config.metricsEndpoint,
    serviceName: source.OTEL_SERVICE_NAME || 'tallyscope',
    environment: config.deploymentEnvironment,
    metricIntervalMs: numberOf(source, 'OTEL_METRIC_EXPORT_INTERVAL', 5_000, 100, 3_600_000),
    sampler: source.OTEL_TRACES_SAMPLER || 'parentbased_always_on',
    samplerRatio: numberOf(source, 'OTEL_TRACES_SAMPLER_ARG', 1, 0, 1),
    chosenInstrumentations: Boolean(source.OTEL_NODE_ENABLED_INSTRUMENTATIONS),
  };
}
