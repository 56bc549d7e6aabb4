import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { toolPath } from '../../tools/tool-path.ts';
import { promtool } from './promtool.ts';

const folder = join(import.meta.dirname, '../../node_modules/.cache/promtool');

/**
 * Has promtool run a file of cases, unless they passed before: what comes of them hangs on that file, the rules it names
 * and promtool, whose path tells its version, and all of these are still the same. Cases that failed run again.
 */
export async function runCases(
  file: string,
  cwd: string,
): Promise<{ ok: boolean; output: string; passedBefore: boolean }> {
  const cases = readFileSync(join(cwd, file), 'utf8');
  const { rule_files } = parse(cases) as { rule_files: string[] };
  const beside = dirname(join(cwd, file));
  const rules = globSync(rule_files, { cwd: beside }).sort();
  const hashed = createHash('sha256').update(JSON.stringify([toolPath('promtool'), cases]));
  for (const path of rules) hashed.update(JSON.stringify([path, readFileSync(join(beside, path), 'utf8')]));
  const passed = join(folder, hashed.digest('hex'));
  if (existsSync(passed)) return { ok: true, output: '', passedBefore: true };
  const found = await promtool(['test', 'rules', file], cwd);
  if (found.ok) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(passed, '');
  }
  return { ...found, passedBefore: false };
}
