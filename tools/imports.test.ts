import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const features = join(import.meta.dirname, '../src/features');

/** What features import of others, types included; tests and what they share may look everywhere. */
const imports = globSync('**/*.ts', { cwd: features })
  .filter((file) => !/\.test\.ts$|\/testing\//.test(file))
  .flatMap((file) =>
    [...readFileSync(join(features, file), 'utf8').matchAll(/'#src\/features\/([\w-]+)\/([\w/.-]+)'/g)].map(
      ([, to = '', path]) => ({
        from: file.slice(0, file.indexOf('/')),
        to,
        says: `${file} imports ${to}/${path}`,
      }),
    ),
  )
  .filter(({ from, to }) => from !== to);

test('features import each other one way', () => {
  assert.ok(imports.length > 100);
  let left = imports;
  // What nobody imports, and what imports nothing, is in no circle, and without it perhaps the next is not.
  for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
    before = left.length;
    const [importing, imported] = [new Set(left.map(({ from }) => from)), new Set(left.map(({ to }) => to))];
    left = left.filter(({ from, to }) => imported.has(from) && importing.has(to));
  }
  const pairs = Map.groupBy(left, ({ from, to }) => `${from} → ${to}`);
  // The rarest first: most of a circle is as it should be.
  assert.deepEqual(
    [...pairs]
      .sort(([, a], [, b]) => a.length - b.length)
      .map(([pair, all]) => `${pair}: ${all[0]?.says}, ${all.length} in all`),
    [],
  );
});
