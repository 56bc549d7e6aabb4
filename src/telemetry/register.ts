import { readFileSync } from 'node:fs';
import { ConfigError, loadConfig } from '#src/config/load-config.ts';
import { telemetrySettings } from './telemetry-settings.ts';

/**
 * Loaded before the program by `--import`, because a library can only be instrumented before its first use. The SDK
 * itself is loaded only where an OTLP endpoint or `METRICS_ENDPOINT` asks for it: it takes half a second.
 */
async function register(): Promise<void> {
  const settings = telemetrySettings(process.env, loadConfig().config);
  if (!settings.otlp && !settings.metricsEndpoint) return;
  process.env.OTEL_NODE_ENABLED_INSTRUMENTATIONS ??= 'aws-sdk,pg,pino,runtime-node,undici';
  const { startTelemetry } = await import('./start-telemetry.ts');
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  startTelemetry(settings, (JSON.parse(manifest) as { version: string }).version);
}

try {
  await register();
} catch (error) {
  // The program reads the same configuration next and tells what is wrong with it.
  if (!(error instanceof ConfigError)) {
    process.stderr.write(`tallyscope: ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}
