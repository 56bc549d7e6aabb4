import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const SRC = join(import.meta.dirname, '..');

test('no two parts take the same advisory lock', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const locks = files.flatMap((file) =>
    [...readFileSync(join(SRC, file), 'utf8').matchAll(/const \w+_LOCK = ([\d_]+);/g)].map(
      ([, lock]) => lock,
    ),
  );
  assert.ok(locks.length >= 6);
  assert.deepEqual(
    locks.filter((lock, index) => locks.indexOf(lock) !== index),
    [],
  );
});
