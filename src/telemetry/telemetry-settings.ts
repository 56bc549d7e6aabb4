type Signal = 'traces' | 'metrics' | 'logs';

/** What the SDK is started with; the exporters read the rest of `OTEL_*` themselves. */
export interface TelemetrySettings {
  /** Which signals leave through OTLP. */
  otlp: Record<Signal, boolean>;
  /** Metrics can be scraped. */
  metricsEndpoint: boolean;
  /** Name of the environment, where nothing else of `OTEL_RESOURCE_ATTRIBUTES` stands against it. */
  environment: string;
  /** Whether that name was given, and does not give way. */
  chosenEnvironment: boolean;
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

function refused(name: string, expected: string, raw: string): Error {
  return new Error(`${name}: expected ${expected}, not "${raw}"`);
}

/** A variable of all signals, or that of one in its place, as the specification has it; empty is unset. */
function ofSignal(source: NodeJS.ProcessEnv, signal: Signal, name: string) {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`;
  const common = `OTEL_EXPORTER_OTLP_${name}`;
  const found = source[own]?.trim() ? own : common;
  return { name: found, value: source[found]?.trim() ?? '' };
}

/** Whether a signal leaves through OTLP; a variable that would keep it from arriving is refused. */
function leaves(source: NodeJS.ProcessEnv, signal: Signal): boolean {
  const chosen = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const exporter = source[chosen]?.trim() || 'otlp';
  if (exporter !== 'otlp' && exporter !== 'none') throw refused(chosen, 'otlp or none', exporter);
  const endpoint = ofSignal(source, signal, 'ENDPOINT');
  if (exporter === 'none' || endpoint.value === '') return false;
  if (!/^https?:$/.test(URL.parse(endpoint.value)?.protocol ?? ''))
    throw refused(endpoint.name, 'an address such as http://127.0.0.1:4318', endpoint.value);
  const protocol = ofSignal(source, signal, 'PROTOCOL');
  if (!/^(http\/(protobuf|json))?$/.test(protocol.value))
    throw refused(protocol.name, 'http/protobuf', protocol.value);
  return true;
}

/**
 * Reads the `OTEL_*` variables that are not left to the exporters.
 * @throws an error with one line for a variable that cannot be used.
 */
export function telemetrySettings(
  source: NodeJS.ProcessEnv,
  config: { metricsEndpoint: boolean; deploymentEnvironment: string },
): TelemetrySettings {
  const disabled = source.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true';
  const otlp = (signal: Signal) => !disabled && leaves(source, signal);
  return {
    otlp: { traces: otlp('traces'), metrics: otlp('metrics'), logs: otlp('logs') },
    metricsEndpoint: config.metricsEndpoint,
    environment: config.deploymentEnvironment,
    chosenEnvironment: Boolean(source.DEPLOYMENT_ENVIRONMENT),
    metricIntervalMs: numberOf(source, 'OTEL_METRIC_EXPORT_INTERVAL', 5_000, 100, 3_600_000),
    sampler: source.OTEL_TRACES_SAMPLER || 'parentbased_always_on',
    samplerRatio: numberOf(source, 'OTEL_TRACES_SAMPLER_ARG', 1, 0, 1),
    chosenInstrumentations: Boolean(source.OTEL_NODE_ENABLED_INSTRUMENTATIONS),
  };
}
