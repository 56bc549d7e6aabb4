import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

interface Lock {
  packages: Record<string, { name?: string; version: string; dev?: boolean }>;
}
interface Component {
  name: string;
  version: string;
  purl: string;
  licenses?: unknown[];
  hashes?: unknown[];
}
interface Bom {
  bomFormat: string;
  metadata: { component: Component };
  components: Component[];
}

test('the list of materials names every package that is shipped and no tool, each with licence and hash', () => {
  const bom = JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'sbom.ts')]).toString(),
  ) as Bom;
  assert.equal(bom.bomFormat, 'CycloneDX');
  assert.equal(bom.metadata.component.name, 'tallyscope');
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as Lock;
  const shipped = Object.entries(lock.packages)
    .filter(([folder, { dev }]) => folder !== '' && !dev)
    // A package that is installed under another name has its own beside it.
    .map(([folder, { name, version }]) => `${name ?? folder.replace(/.*node_modules\//, '')}@${version}`);
  const named = bom.components.map(({ name, version }) => `${name}@${version}`);
  const sorted = (names: string[]) => [...new Set(names)].sort();
  assert.deepEqual(sorted(named), sorted(shipped));
  const bare = bom.components.filter(({ licenses, hashes }) => !licenses?.length || !hashes?.length);
  assert.deepEqual(
    bare.map(({ purl }) => purl),
    [],
  );
});
