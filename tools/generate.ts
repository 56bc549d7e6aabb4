import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { render as renderAlerts } from '../alerts/src/generate.ts';
import { render as renderDashboards } from '../dashboards/src/generate.ts';
import { render as renderRegistry } from '../otel/registry/src/generate.ts';
import { unannouncedHere } from '../otel/registry/src/release.ts';
import { render as renderSlos } from '../slo/src/generate.ts';
import { render as renderChartReadme } from './chart-readme.ts';
import { render as renderChartSchema } from './chart-schema.ts';
import { render as renderDiagrams } from './diagram.ts';
import { render as renderReadme } from './readme.ts';
import { render as renderRunbook } from './runbook.ts';
import { render as renderTerraformReadmes } from './terraform-readme.ts';

const root = join(import.meta.dirname, '..');

/** Paths of generated files whose content on disk is not what the generators give. */
export async function drifted(files: Map<string, string>, base = root): Promise<string[]> {
  const paths = await Promise.all(
    [...files].map(async ([path, content]) => {
      const onDisk = await readFile(join(base, path), 'utf8').catch(() => undefined);
      return onDisk === content ? [] : [path];
    }),
  );
  return paths.flat();
}

/** Everything the generators give, by path from the root of the repository. */
export function renderAll(): Map<string, string> {
  return new Map([
    ...renderAlerts(),
    ...renderDashboards(),
    ...renderRegistry(),
    ...renderSlos(),
    ...renderRunbook(),
    ...renderReadme(),
    ...renderChartReadme(),
    ...renderChartSchema(),
    ...renderDiagrams(),
    ...renderTerraformReadmes(),
  ]);
}

if (import.meta.main) {
  const files = renderAll();
  const stale = await drifted(files);
  if (process.argv.includes('--check')) {
    for (const path of stale)
      console.error(`${path} is not what its generator gives: run node tools/generate.ts`);
    const unannounced = unannouncedHere();
    for (const line of unannounced) console.error(`${line}: name it there, under Changed or Removed`);
    process.exitCode = stale.length + unannounced.length === 0 ? 0 : 1;
  } else {
    for (const path of stale) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), files.get(path) ?? '');
      console.log(`wrote ${path}`);
    }
  }
}
