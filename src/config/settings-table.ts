import { secretSettings, settings } from '#src/config/settings.ts';

/** The configuration reference as a Markdown table, made from the same schemas that validate the environment. */
export function settingsTable(): string {
  const rows = Object.values({ ...settings, ...secretSettings }).map(({ env, schema, about }) => {
    const value: unknown = (schema as { default?: unknown }).default;
    const shown = Array.isArray(value) ? value.join(',') : value;
    return `| \`${env}\` | ${shown === undefined || shown === '' ? '–' : `\`${shown}\``} | ${about} |`;
  });
  const secrets = Object.values(secretSettings).map(({ env }) => `\`${env}_FILE\``);
  const files = `Secrets may be in files instead: ${secrets.join(', ')} name them.`;
  return ['| variable | default | what it does |', '|---|---|---|', ...rows, '', files, ''].join('\n');
}
