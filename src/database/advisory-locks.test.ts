import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LOCKS } from '#src/database/advisory-locks.ts';

const SRC = join(import.meta.dirname, '..');

test('no two parts take the same advisory lock', () => {
  const locks = Object.values(LOCKS);
  assert.equal(new Set(locks).size, locks.length);
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('database/migrations/'),
  );
  assert.deepEqual(
    files.filter((file) => /advisory\w*lock\w*\(\d/.test(readFileSync(join(SRC, file), 'utf8'))),
    [],
    'every key has its name',
  );
});
