// `make sbom`: every package that the service ships, as CycloneDX, on standard output.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Lock {
  packages: Record<string, { dev?: boolean; devDependencies?: object }>;
}

const root = join(import.meta.dirname, '..');
const read = <T>(file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as T;

const { devDependencies: _, ...manifest } = read<{ name: string; devDependencies: object }>('package.json');
const lock = read<Lock>('package-lock.json');
const shipped = Object.entries(lock.packages).filter(([, { dev }]) => !dev);
const packages = Object.fromEntries(shipped);
delete packages['']?.devDependencies;

// `npm sbom --omit=dev` leaves out what a tool uses as well, such as @opentelemetry/api, so npm is not shown the tools.
const parent = mkdtempSync(join(tmpdir(), 'sbom-'));
try {
  const folder = join(parent, manifest.name);
  mkdirSync(folder);
  for (const [file, content] of [
    ['package.json', manifest],
    ['package-lock.json', { ...lock, packages }],
  ] as const)
    writeFileSync(join(folder, file), JSON.stringify(content));
  const args = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
  process.stdout.write(execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] }));
} finally {
  rmSync(parent, { recursive: true });
}
