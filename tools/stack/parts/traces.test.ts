import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempoBinary } from './traces.ts';

test('Tempo is TEMPO_BIN, else the one on PATH that can be run, else none', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'tempo-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const binary = join(dir, 'tempo');
  assert.equal(tempoBinary({ PATH: dir }), undefined);
  writeFileSync(binary, '');
  assert.equal(tempoBinary({ PATH: dir }), undefined, 'a file that cannot be run');
  chmodSync(binary, 0o755);
  assert.equal(tempoBinary({ PATH: `/nowhere:${dir}` }), binary);
  assert.equal(tempoBinary({ PATH: dir, TEMPO_BIN: '/opt/tempo' }), '/opt/tempo');
});
