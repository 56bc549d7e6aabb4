import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

/** What npm is told on machines that serve, or that trust no package. */
const SPARE = {
  NODE_ENV: 'production',
  npm_config_omit: 'dev optional',
  npm_config_ignore_scripts: 'true',
  npm_config_bin_links: 'false',
  npm_config_package_lock: 'false',
  npm_config_dry_run: 'true',
  npm_config_global: 'true',
  npm_config_offline: 'true',
};

test('everything is installed where npm is told to install less', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'tallyscope-setup-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const tool = { name: 'tool', version: '1.0.0', bin: 'tool.js', scripts: { install: 'echo > installed' } };
  write('tool/package.json', JSON.stringify(tool));
  write('tool/tool.js', '');
  write('server/package.json', JSON.stringify({ name: 'server', version: '1.0.0' }));
  const wanted = { devDependencies: { tool: 'file:tool' }, optionalDependencies: { server: 'file:server' } };
  write('package.json', JSON.stringify({ name: 'checkout', version: '1.0.0', ...wanted }));
  // Not in somebody's home, where it may not be allowed to write.
  const env = { ...process.env, npm_config_cache: join(root, 'cache') };
  execFileSync('npm', ['install', '--package-lock-only', '--offline'], { cwd: root, env, stdio: 'ignore' });
  write('tools/build.mjs', '');
  cpSync(join(import.meta.dirname, 'setup.mjs'), join(root, 'tools/setup.mjs'));

  execFileSync(process.execPath, [join(root, 'tools/setup.mjs')], { env: { ...env, ...SPARE } });

  for (const path of ['node_modules/.bin/tool', 'node_modules/server', 'tool/installed'])
    assert.ok(existsSync(join(root, path)), path);
});
