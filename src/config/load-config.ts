import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { type Config, type Secrets, type Setting, secretSettings, settings } from '#src/config/settings.ts';

/** A setting that cannot be used; the message is one line a variable and says what is expected. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** The secret's value, or that of the file that the same name with `_FILE` names: how containers are given secrets. */
function secretText(env: string, source: NodeJS.ProcessEnv, problems: string[]): string | undefined {
  const file = source[`${env}_FILE`]?.trim();
  if (!file || source[env]?.trim()) return source[env];
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    problems.push(`${env}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}

function read({ env, schema, list }: Setting, text: string | undefined, problems: string[]): unknown {
  const raw = text?.trim();
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
 * Turns the environment into typed configuration and, apart from it, the secrets, which files may hold.
 * Values of secrets never appear in the error.
 * @throws {ConfigError} naming every variable that cannot be used.
 */
export function loadConfig(source: NodeJS.ProcessEnv = process.env): { config: Config; secrets: Secrets } {
  const problems: string[] = [];
  const readAll = (group: Record<string, Setting>, textOf: (env: string) => string | undefined) =>
    Object.fromEntries(
      Object.entries(group).map(([key, item]) => [key, read(item, textOf(item.env), problems)]),
    );
  const config = readAll(settings, (env) => source[env]) as unknown as Config;
  const secrets = readAll(secretSettings, (env) => secretText(env, source, problems)) as unknown as Secrets;
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return { config, secrets };
}
