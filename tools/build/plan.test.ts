import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { binaries, cacheKey, cacheRoot, explain, goVersion, moduleDir, TOOLS, type Tool } from './plan.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'tool plan '));
after(() => rmSync(scratch, { recursive: true, force: true }));

function tool(name: string): Tool {
  const found = TOOLS.find((candidate) => candidate.name === name);
  assert.ok(found);
  return found;
}

function pathWithGo(name: string, script: string): { PATH: string } {
  const dir = mkdtempSync(join(scratch, name));
  writeFileSync(join(dir, 'go'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(dir, 'go'), 0o755);
  return { PATH: dir };
}

test('the key changes with every module file, with sources, Go and flags, and with nothing else', () => {
  const collector = tool('collector');
  const dir = join(scratch, 'module');
  cpSync(moduleDir(collector), dir, { recursive: true });
  const before = cacheKey(collector, '1.26.8', dir);
  writeFileSync(join(dir, 'README.md'), 'not part of a build');
  assert.equal(cacheKey(collector, '1.26.8', dir), before);
  assert.notEqual(cacheKey(collector, '1.26.9', dir), before);
  assert.notEqual(cacheKey({ ...collector, flags: ['-tags=x'] }, '1.26.8', dir), before);
  for (const file of ['go.mod', 'go.sum', 'components.go']) {
    cpSync(moduleDir(collector), dir, { recursive: true });
    writeFileSync(join(dir, file), 'changed');
    assert.notEqual(cacheKey(collector, '1.26.8', dir), before, file);
  }
});

test('the cache follows XDG_CACHE_HOME, else HOME', () => {
  assert.equal(cacheRoot({ XDG_CACHE_HOME: '/x', HOME: '/h' }), '/x/tallyscope/tools');
  assert.equal(cacheRoot({ XDG_CACHE_HOME: '', HOME: '/h' }), '/h/.cache/tallyscope/tools');
});

test('binaries are called as go build calls them', () => {
  assert.deepEqual(binaries(tool('prometheus')), ['prometheus', 'promtool']);
  assert.deepEqual(binaries(tool('collector')), ['collector']);
});

test('without Go, or with one too old, one line says what to install', () => {
  assert.throws(
    () => goVersion({ PATH: scratch }),
    /^Error: Go is not on PATH\. .*1\.24 or newer: install .*go\.dev\/dl.*$/,
  );
  assert.throws(
    () => goVersion(pathWithGo('old', 'echo go1.19.8')),
    /^Error: Go 1\.19\.8 is too old: .*1\.24.*$/,
  );
  assert.throws(() => goVersion(pathWithGo('ancient', 'echo')), /^Error: Go before 1\.16 is too old/);
  assert.equal(goVersion(pathWithGo('new', 'echo go1.24')), '1.24');
  assert.equal(goVersion(pathWithGo('major', 'echo go2.0.1')), '2.0.1');
});

test('a failed build is explained in one line', () => {
  const cases: [string, RegExp][] = [
    [
      'go: go.mod requires go >= 1.26.0 (running go 1.24; GOTOOLCHAIN=local)\n',
      /needs Go 1\.26\.0, and GOTOOLCHAIN forbids/,
    ],
    ['# x\nlink: write /c: no space left on device\n', /^No disk space left while building loki/],
    [
      'go: downloading a v1\ngo: b@v1: reading https://proxy/b.zip: 403 Forbidden\n',
      /proxy did not give what loki needs \(go: b@v1.*403 Forbidden\)/,
    ],
    [
      'go: x@v1: Get "https://proxy": dial tcp: lookup proxy: no such host\n',
      /check the network and GOPROXY/,
    ],
    [
      'go: downloading a v1\nfoo.go:1:1: syntax error\n',
      /^Building loki failed \(foo\.go:1:1: syntax error\); all of it is in \/l\.log\.$/,
    ],
  ];
  for (const [stderr, expected] of cases) {
    const line = explain(tool('loki'), stderr, '/l.log');
    assert.match(line, expected);
    assert.doesNotMatch(line, /\n/);
  }
});
