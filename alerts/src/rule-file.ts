import { stringify } from 'yaml';

export interface RecordingRule {
  record: string;
  expr: string;
  labels?: Record<string, string>;
}

export interface AlertingRule {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface RuleGroup {
  name: string;
  interval: string;
  rules: (RecordingRule | AlertingRule)[];
}

/** Groups as the text of a Prometheus rule file, marked as generated from `source`. */
export function ruleFile(source: string, groups: RuleGroup[]): string {
  return markedYaml(source, { groups });
}

/** YAML on the lines it was written in, marked as generated from `source`. */
export function markedYaml(source: string, content: unknown): string {
  return `# Generated from ${source} by tools/generate.ts — do not edit.\n${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
