import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { binaries, builtDir, goVersion, TOOLS } from './build/plan.mjs';

let version: string | undefined;

/**
 * The path of a built native tool: prometheus, promtool, collector, alertmanager, amtool, versitygw or loki.
 * Throws one line that names the command to run when it has not been built.
 */
export function toolPath(binary: string): string {
  const tool = TOOLS.find((candidate) => binaries(candidate).includes(binary));
  if (!tool) throw new Error(`No native tool is called ${binary}.`);
  version ??= goVersion();
  const path = join(builtDir(tool, version), binary);
  if (!existsSync(path))
    throw new Error(`${binary} is not built: run \`make tools\` (node tools/build.mjs ${tool.name}).`);
  return path;
}
