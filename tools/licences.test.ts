import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Lock, unfitLicences } from './licences.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

describe('unfitLicences', () => {
  it('finds none among the packages this project ships, on any platform', () => {
    const lock = read('../package-lock.json') as Lock;
    const { dependencies } = read('../package.json') as { dependencies: Record<string, string> };
    for (const name of Object.keys(dependencies)) assert.ok(lock.packages[`node_modules/${name}`], name);
    assert.deepEqual(unfitLicences(lock), []);
  });

  it('names a package whose licence is not compatible, or that states none', () => {
    const packages = {
      '': { license: 'Apache-2.0' },
      'node_modules/fine': { license: 'MIT' },
      'node_modules/viral': { license: 'GPL-3.0-only' },
      'node_modules/silent': {},
    };
    assert.deepEqual(unfitLicences({ packages }), [
      'node_modules/viral: GPL-3.0-only',
      'node_modules/silent: none stated',
    ]);
  });

  it('takes one of several licences to choose from, and needs all of those that hold together', () => {
    const packages = {
      'node_modules/choice': { license: '(GPL-2.0-only OR MIT)' },
      'node_modules/both': { license: 'MIT AND GPL-2.0-only' },
    };
    assert.deepEqual(unfitLicences({ packages }), ['node_modules/both: MIT AND GPL-2.0-only']);
  });

  it('does not mind what only developers install', () => {
    assert.deepEqual(
      unfitLicences({ packages: { 'node_modules/tool': { dev: true, license: 'GPL-3.0-only' } } }),
      [],
    );
  });
});
