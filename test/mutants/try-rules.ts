import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { promtool } from '../../alerts/src/promtool.ts';
import { changedPromql } from './promql-mutator.ts';
import type { Judged } from './report.ts';

interface RuleFile {
  groups: { rules: { alert?: string; expr: string }[] }[];
}

/**
 * Changes the conditions of every alert in `alerts/rules`, and has promtool run the cases of that alert: those that its
 * condition was written with, so that a wrong condition that was generated anew is noticed here or nowhere.
 */
export async function tryRules(root: string): Promise<Judged[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'tallyscope mutants '));
  try {
    const judged: Judged[] = [];
    for (const file of readdirSync(join(root, 'alerts/rules')).sort())
      judged.push(...(await tryFile(root, file, scratch)));
    return judged;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function tryFile(root: string, file: string, scratch: string): Promise<Judged[]> {
  const fileName = join(root, 'alerts/rules', file);
  const text = readFileSync(fileName, 'utf8');
  const cases = readFileSync(join(root, 'alerts/tests', file), 'utf8');
  writeFileSync(join(scratch, 'cases.yaml'), cases.replace('../rules/', ''));
  const rules = parse(text) as RuleFile;
  const judged: Judged[] = [];
  for (const rule of rules.groups.flatMap((group) => group.rules)) {
    if (!rule.alert) continue;
    const line = text.slice(0, text.indexOf(`alert: ${rule.alert}\n`)).split('\n').length + 1;
    const location = { start: { line, column: 1 }, end: { line, column: 1 } };
    const { expr: right } = rule;
    for (const { expr, change } of changedPromql(right)) {
      rule.expr = expr;
      writeFileSync(join(scratch, file), stringify(rules, { aliasDuplicateObjects: false }));
      const status = await judge(file, rule.alert, scratch);
      judged.push({
        fileName,
        status,
        mutatorName: 'PromQL',
        replacement: `${rule.alert}: ${change}`,
        location,
      });
    }
    rule.expr = right;
  }
  return judged;
}

async function judge(file: string, alert: string, scratch: string): Promise<Judged['status']> {
  if (!(await promtool(['check', 'rules', file], scratch)).ok) return 'CompileError';
  const { ok } = await promtool(['test', 'rules', '--run', `^${alert}: `, 'cases.yaml'], scratch);
  return ok ? 'Survived' : 'Killed';
}
