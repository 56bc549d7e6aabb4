import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a started SDK lets the program do; absent while telemetry is off. */
export interface RunningTelemetry {
  flushMetrics(): Promise<void>;
  shutdown(): Promise<void>;
  metricsHandler?: (request: IncomingMessage, response: ServerResponse) => void;
}

let running: RunningTelemetry | undefined;

/** Makes the started SDK reachable; called once by the module that starts it. */
export function setRunningTelemetry(telemetry: RunningTelemetry | undefined): void {
  running = telemetry;
}

/** Sends the metrics of this moment, so that zeros are stored before the process reports ready. Never throws. */
export async function flushMetrics(): Promise<void> {
  await running?.flushMetrics();
}

/** Sends what is left and stops the SDK; to be called after HTTP has drained. Never throws. */
export async function shutdownTelemetry(): Promise<void> {
  const stopping = running;
  running = undefined;
  await stopping?.shutdown();
}

/** Answers a scrape in Prometheus format, or undefined where `METRICS_ENDPOINT` is off. */
export function metricsHandler(): RunningTelemetry['metricsHandler'] {
  return running?.metricsHandler;
}
