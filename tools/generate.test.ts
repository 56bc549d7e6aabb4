import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { drifted, renderAll } from './generate.ts';

const scratch = mkdtempSync(join(tmpdir(), 'generated '));
after(() => rmSync(scratch, { recursive: true, force: true }));

test('a file that was changed, and one that is gone, are named', async () => {
  const files = renderAll();
  for (const [path, content] of files) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), content);
  }
  assert.deepEqual(await drifted(files, scratch), []);
  appendFileSync(join(scratch, 'alerts/rules/counts.yaml'), ' ');
  rmSync(join(scratch, 'dashboards/tallyscope-votes.json'));
  assert.deepEqual(await drifted(files, scratch), [
    'alerts/rules/counts.yaml',
    'dashboards/tallyscope-votes.json',
  ]);
});

test('every generated file says so', () => {
  for (const [path, content] of renderAll()) assert.match(content, /generated (by|from)/i, path);
});
