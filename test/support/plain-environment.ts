import { secretSettings, settings } from '#src/config/settings.ts';

const names = new Set(
  [...Object.values(settings), ...Object.values(secretSettings)].flatMap(({ env }) => [env, `${env}_FILE`]),
);
/** What the driver, the S3 client and telemetry read by themselves. */
const OTHERS = /^(PG|AWS_|OTEL_)/;

/** Takes out of the environment what a shell is set up with for another service, so that tests begin with defaults. */
export function makePlain(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (names.has(name) || OTHERS.test(name)) delete env[name];
}
