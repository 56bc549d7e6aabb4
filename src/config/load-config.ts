import { readFileSync } from 'node:fs';
import { type Config, type Secrets, type Setting, secretSettings, settings } from '#src/config/settings.ts';
import { faultOf } from '#src/schema/check.ts';
import type { TSchema } from '#src/schema/type.ts';

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

const truths = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** The text converted to the schema's type, or unchanged where it is not of that type: validation then refuses it. */
function asValue(schema: TSchema, text: string): unknown {
  const { type } = schema as { type?: string };
  if (type === 'boolean') return truths.get(text.toLowerCase()) ?? text;
  if (type !== 'integer' && type !== 'number') return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

const itemsOf = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** What a value can look like: a pattern alone tells few readers. */
function exampleOf(schema: TSchema): string {
  const { items, examples } = schema as { items?: TSchema; examples?: string[] };
  if (items) return exampleOf(items);
  return examples ? `, such as ${examples[0]}` : '';
}

function read({ env, schema, list }: Setting, text: string | undefined, problems: string[]): unknown {
  const raw = text?.trim();
  if (!raw) return structuredClone((schema as { default?: unknown }).default);
  const value = list ? itemsOf(raw) : asValue(schema, raw);
  const fault = faultOf(schema, value);
  if (fault) problems.push(`${env}: ${fault}${exampleOf(schema)}`);
  return value;
}

/** One S3 key without the other would be ignored, and the bucket reached with the machine's own credentials. */
function halfPair({ s3AccessKeyId, s3SecretAccessKey }: Secrets): string[] {
  const [key, secret] = [secretSettings.s3AccessKeyId.env, secretSettings.s3SecretAccessKey.env];
  if (s3AccessKeyId && !s3SecretAccessKey) return [`${secret}: must be set as well, as ${key} is`];
  if (s3SecretAccessKey && !s3AccessKeyId) return [`${key}: must be set as well, as ${secret} is`];
  return [];
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
  // Where a secret's file cannot be read, that is a problem already.
  if (problems.length === 0) problems.push(...halfPair(secrets));
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return { config, secrets };
}
