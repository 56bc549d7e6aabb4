import { secretSettings, settings } from '#src/config/settings.ts';

/** The configuration reference as a Markdown table, made from the same schemas that validate the environment. */
export function settingsTable(): string {
  const rows = Object.values({ ...settings, ...secretSettings }).map(({ env, schema, about }) => {
    const value: unknown = (schema as { default?: unknown }).default;
    const shown = Array.isArray(value) ? value.join(',') : value;
    return `| \`${env}\` | ${shown === undefined || shown === '' ? '–' : `\`${shown}\``} | ${about} |`;
  });
  return ['| variable | default | what it does |', '|---|---|---|', ...rows, ''].join('\n');
}
