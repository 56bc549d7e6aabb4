import { Value } from 'typebox/value';
import { type Config, type Secrets, type Setting, secretSettings, settings } from '#src/config/settings.ts';

/** A setting that cannot be used; the message is one line a variable and says what is expected. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

function read({ env, schema, list }: Setting, source: NodeJS.ProcessEnv, problems: string[]): unknown {
  const raw = source[env]?.trim();
  if (raw === undefined || raw === '') return Value.Default(schema, undefined);
  const items = raw
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  const value = Value.Convert(schema, list ? items : raw);
  if (Value.Check(schema, value)) return value;
  const [error] = Value.Errors(schema, value);
  problems.push(`${env}: ${error?.message ?? 'is not valid'}`);
  return undefined;
}

/**
 * Turns the environment into typed configuration and, apart from it, the secrets.
 * Values of secrets never appear in the error.
 * @throws {ConfigError} naming every variable that cannot be used.
 */
export function loadConfig(source: NodeJS.ProcessEnv = process.env): { config: Config; secrets: Secrets } {
  const problems: string[] = [];
  const readAll = (group: Record<string, Setting>) =>
    Object.fromEntries(Object.entries(group).map(([key, item]) => [key, read(item, source, problems)]));
  const config = readAll(settings) as unknown as Config;
  const secrets = readAll(secretSettings) as unknown as Secrets;
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return { config, secrets };
}
