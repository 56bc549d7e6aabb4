import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { findChromium } from './find-chromium.ts';

const SHELL = 'chromium-headless-shell';

/** A folder of programs, and an `apt-get` there that keeps what it was asked and then does as the script says. */
function machine(t: TestContext, { installed = [], apt }: { installed?: string[]; apt?: string }) {
  const programs = mkdtempSync(join(tmpdir(), 'tallyscope-chromium-'));
  t.after(() => rmSync(programs, { recursive: true }));
  const program = (name: string, script = '') => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  for (const name of installed) program(name);
  const asked = join(programs, 'asked');
  if (apt !== undefined) program('apt-get', `cd '${programs}'; echo "$*" >> asked\n${apt}`);
  const find = (root: boolean, env: NodeJS.ProcessEnv = {}) =>
    findChromium({ env: { PATH: '/nowhere', ...env }, root, programs }).replace(`${programs}/`, '');
  return { find, programs, asked: () => (existsSync(asked) ? readFileSync(asked, 'utf8') : '') };
}

/** An `apt-get` that has this package alone. */
const installs = (name: string) =>
  `case "$*" in *install*' ${name}') /bin/cp apt-get ${name};; *install*) exit 100;; esac`;

describe('the tests take', () => {
  it('the Chromium that was chosen, and none in its place', (t) => {
    const { find, programs } = machine(t, { installed: [SHELL, 'mine'] });
    assert.equal(find(true, { CHROMIUM_PATH: join(programs, 'mine') }), 'mine');
    assert.throws(() => find(true, { CHROMIUM_PATH: join(programs, 'yours') }), /yours cannot be executed/);
  });

  it('the headless shell where it is, in any folder of PATH, and install nothing', (t) => {
    const { find, asked } = machine(t, { installed: ['chromium'], apt: installs(SHELL) });
    const other = machine(t, { installed: [SHELL] });
    assert.equal(find(true, { PATH: `/nowhere:${other.programs}` }), join(other.programs, SHELL));
    assert.equal(asked(), '');
  });

  it('the headless shell, installed beside a Chromium that is there', (t) => {
    const { find, asked } = machine(t, { installed: ['chromium'], apt: installs(SHELL) });
    assert.equal(find(true), SHELL);
    assert.match(asked(), /^-qq install .*--no-remove .*chromium-headless-shell\n$/);
  });

  it('the Chromium that is there where apt gives no other', (t) => {
    const { find, asked } = machine(t, { installed: ['google-chrome'], apt: 'exit 100' });
    assert.equal(find(true), 'google-chrome');
    assert.equal(asked().split('\n').length, 2, asked());
  });

  it('the Chromium that is there where they are not root, or there is no apt', (t) => {
    const user = machine(t, { installed: ['chromium'], apt: installs(SHELL) });
    assert.equal(user.find(false), 'chromium');
    assert.equal(user.asked(), '');
    assert.equal(machine(t, { installed: ['chromium'] }).find(true), 'chromium');
  });

  it('what apt has where nothing is there', (t) => {
    assert.equal(machine(t, { apt: installs(SHELL) }).find(true), SHELL);
    const { find, asked } = machine(t, { apt: installs('chromium') });
    assert.equal(find(true), 'chromium');
    assert.match(asked(), /^-qq update\n.*headless-shell\n.*install .* fonts-liberation chromium\n$/);
  });

  it('nothing where there is none, and say what to do', (t) => {
    assert.throws(
      () => machine(t, { apt: installs(SHELL) }).find(false),
      /^Error: No Chromium found: install it/,
    );
    assert.throws(() => machine(t, { apt: 'exit 100' }).find(true), /^Error: No Chromium found: install it/);
  });
});
