import { ConfigError, loadConfig } from '#src/config/load-config.ts';
import { version } from '#src/config/version.ts';
import { telemetrySettings } from './telemetry-settings.ts';

async function start(): Promise<void> {
  const settings = telemetrySettings(process.env, loadConfig().config);
  if (!Object.values(settings.otlp).includes(true) && !settings.metricsEndpoint) return;
  const { startTelemetry } = await import('./start-telemetry.ts');
  await startTelemetry(settings, version);
}

/**
 * Starts the SDK, which is loaded only where an OTLP endpoint or `METRICS_ENDPOINT` asks for it. Ends the process with one line
 * where an `OTEL_*` variable cannot be used.
 */
export async function register(): Promise<void> {
  try {
    await start();
  } catch (error) {
    // The program reads the same configuration next and tells what is wrong with it.
    if (error instanceof ConfigError) return;
    process.stderr.write(`tallyscope: ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}
