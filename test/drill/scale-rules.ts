import { parse, stringify } from 'yaml';
import type { RuleGroup } from '../../alerts/src/rule-file.ts';

const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A rate needs two samples of what is exported or scraped every few seconds. */
const SHORTEST_RANGE = 15;
/** How often rules run at least, in seconds; as often as Prometheus scrapes. */
const STEP = 5;

/** Seconds of a duration as Prometheus writes it, such as `90s` or `2m`. Throws for anything else. */
export function seconds(duration: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  if (!count || !unit) throw new Error(`${duration} is no duration like 90s or 2m.`);
  return Number(count) * (units[unit] as number);
}

/** The duration at a scale, in whole seconds, and never under `least` unless it was before. */
export function scaled(duration: string, scale: number, least = 1): number {
  const whole = seconds(duration);
  return Math.min(whole, Math.max(least, Math.round(whole * scale)));
}

/**
 * A rule file with every range, offset, `for` and interval shortened by the factor. Names, thresholds and labels stay,
 * and so do seconds that a rule compares with.
 */
export function scaleRules(text: string, scale: number): string {
  const file = parse(text) as { groups: RuleGroup[] };
  const groups = file.groups.map((group) => ({
    ...group,
    interval: `${scaled(group.interval, scale, STEP)}s`,
    rules: group.rules.map((rule) => ({
      ...rule,
      expr: scaleExpression(rule.expr, scale),
      ...('for' in rule && rule.for && { for: `${scaled(rule.for, scale)}s` }),
    })),
  }));
  return stringify({ groups });
}

function scaleExpression(expression: string, scale: number): string {
  return expression
    .replaceAll(/\[(\d+[smhd])(?::(\d+[smhd]))?\]/g, (_, range: string, step?: string) => {
      const resolution = step ? `:${scaled(step, scale, STEP)}s` : '';
      return `[${scaled(range, scale, SHORTEST_RANGE)}s${resolution}]`;
    })
    .replaceAll(/\boffset (\d+[smhd])\b/g, (_, back: string) => `offset ${scaled(back, scale)}s`);
}

/** Alertmanager's configuration with the waits of its routes shortened by the factor. */
export function scaleRoutes(text: string, scale: number): string {
  return text.replaceAll(
    /\b(group_wait|group_interval|repeat_interval): (\d+[smhd])\b/g,
    (_, name: string, wait: string) => `${name}: ${scaled(wait, scale)}s`,
  );
}
