import type { Rig } from './rig.ts';

/** All telemetry: metrics, every trace and every log line. */
export const telemetryOf = ({ receiver }: Rig): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
});
