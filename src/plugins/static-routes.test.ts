import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stampOf, staticPath } from '#src/ui/static-files.ts';
import { createTestApp } from '../../test/support/test-app.ts';

test('files of a page are kept for good, and what modules import of their names as well', async (t) => {
  const { app } = await createTestApp(t);
  const page = await app.inject('/');
  const files = [...page.body.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path]) => path ?? '');
  assert.ok(files.some((file) => file.endsWith('.css')) && files.some((file) => file.endsWith('.js')));
  const imported = new URL('./renew.js', `http://site${staticPath('live-results.js')}`).pathname;
  for (const url of [...files, imported]) {
    const { statusCode, headers } = await app.inject(url);
    assert.equal(statusCode, 200, url);
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable', url);
  }
});

test('a page of another release gets what there is, which nobody keeps', async (t) => {
  const { app } = await createTestApp(t);
  const own = await app.inject(staticPath('base.css'));
  for (const url of ['/static/of-another-on/base.css', '/static/base.css']) {
    const { statusCode, headers, body } = await app.inject(url);
    assert.deepEqual([statusCode, headers['cache-control'], body], [200, 'no-cache', own.body], url);
    const again = await app.inject({ url, headers: { 'if-none-match': String(headers.etag) } });
    assert.equal(again.statusCode, 304, url);
  }
  const missing = await app.inject('/static/of-another-on/of-another.js');
  assert.deepEqual([missing.statusCode, missing.headers['cache-control']], [404, 'no-cache']);
});

test('nothing but these files is given out', async (t) => {
  const { app } = await createTestApp(t);
  const stamped = staticPath('');
  for (const path of ['../app.ts', '..%2f..%2fapp.ts', '%2e%2e/layout.ts', '/etc/passwd', '', '.'])
    for (const from of [stamped, '/static/', '/static/other/']) {
      const { statusCode, body } = await app.inject(from + path);
      assert.ok(statusCode >= 400 && !/import |root:/.test(body), `${from}${path} gave ${statusCode}`);
    }
});

test('the stamp is another for any other content or name', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'tallyscope-static-'));
  t.after(() => rm(directory, { recursive: true }));
  const put = async (name: string, text: string) => {
    await writeFile(join(directory, name), text);
    return stampOf(directory);
  };
  const stamps = [
    await put('a.js', '1'),
    await put('a.js', '2'),
    await put('b.js', ''),
    await put('b.js', '2'),
  ];
  assert.equal(new Set(stamps).size, 4);
  assert.equal(await put('a.js', '2'), stamps.at(-1));
  for (const stamp of stamps) assert.match(stamp, /^[\w-]{12}$/);
});
