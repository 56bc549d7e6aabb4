import { secretSettings, settings } from '#src/config/settings.ts';

const names = new Set(
  [...Object.values(settings), ...Object.values(secretSettings)].flatMap(({ env }) => [env, `${env}_FILE`]),
);
/** What the driver, the S3 client and telemetry read by themselves, what git sets for a hook, and what has programs print more, or in colours. */
const OTHERS =
  /^(PG|AWS_|OTEL_|GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY)$|(NODE_)?DEBUG$|FORCE_COLOR$|NODE_ENV$)/;

/** Takes out of the environment what a shell is set up with for another service, so that tests begin with defaults. */
export function makePlain(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (names.has(name) || OTHERS.test(name)) delete env[name];
}
