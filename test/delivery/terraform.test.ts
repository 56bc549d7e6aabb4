import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { pythonTool } from '../../tools/python-tool.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from '../containers/run.ts';
import { installCloudInit } from './cloud-init.ts';
import { wrongArguments } from './provider-arguments.ts';

const terraform = join(PROJECT, 'terraform');
const folders = ['vm', 'eks'];
const scratch = mkdtempSync(join(tmpdir(), 'tallyscope-terraform-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const config = join(scratch, 'tofurc');
writeFileSync(config, '');
const env = { ...process.env, TF_CLI_CONFIG_FILE: config, TF_DATA_DIR: join(scratch, 'data') };

it('is formatted', () => {
  assert.equal(run(toolPath('tofu'), ['fmt', '-check', '-recursive', terraform], { env }), '');
});

for (const folder of folders) {
  describe(`terraform/${folder}`, () => {
    it('tflint finds nothing', () => {
      assert.equal(run(toolPath('tflint'), [`--chdir=${join(terraform, folder)}`]), '');
    });

    it('names only arguments that the AWS provider knows, and all that it demands', () => {
      const { wrong, looked } = wrongArguments(join(terraform, folder));
      assert.deepEqual(wrong, []);
      assert.ok(looked > 30, `looked at ${looked} alone`);
    });

    it('is valid, where the providers can be had', (t) => {
      const copy = join(scratch, folder);
      cpSync(join(terraform, folder), copy, { recursive: true });
      const options = { cwd: copy, env, encoding: 'utf8', timeout: 300_000 } as const;
      const init = spawnSync(toolPath('tofu'), ['init', '-backend=false', '-input=false'], options);
      if (/could not connect to|no such host/.test(init.stderr))
        return t.skip(
          'the registry of providers cannot be reached, so nothing here knows their schemas in full',
        );
      assert.equal(init.status, 0, init.stderr);
      assert.match(run(toolPath('tofu'), ['validate', '-no-color'], { cwd: copy, env }), /Success/);
    });
  });
}

it('makes each secret on EKS anew by a revision of its own', () => {
  const service = readFileSync(join(terraform, 'eks/service.tf'), 'utf8');
  const secrets = service.split(/^resource /m).filter((one) => one.startsWith('"kubernetes_secret_v1"'));
  const keys = secrets.map((one) => [
    [...one.matchAll(/^ {4}([A-Z_]+) += /gm)].map(([, key]) => key),
    /data_wo_revision = var\.(\w+)/.exec(one)?.[1],
  ]);
  assert.deepEqual(keys, [
    [['DATABASE_URL'], 'database_password_revision'],
    [['SESSION_SECRET'], 'session_secret_revision'],
    [['SIGNING_KEY'], 'signing_key_revision'],
  ]);
  const [, restarts = ''] = /"tallyscope\/secrets-revision" = "(.*)"/.exec(service) ?? [];
  for (const [, revision] of keys) assert.ok(restarts.includes(`var.${revision}`), `${revision}`);
});

it('checkov finds nothing that no reason is given for', () => {
  const args = ['--directory', terraform, '--framework', 'terraform', '--compact', '--quiet'];
  run(pythonTool('checkov'), args, { env: { ...process.env, LOG_LEVEL: 'CRITICAL' } });
});

describe('what the machine is told at its first start', () => {
  const template = readFileSync(join(terraform, 'vm/cloud-init.yaml'), 'utf8');
  const machine = readFileSync(join(terraform, 'vm/machine.tf'), 'utf8');
  const given = /templatefile\([^{]+\{([\s\S]+?)\n {2}\}\)/.exec(machine)?.[1] ?? '';
  const names = [...given.matchAll(/^ +(\w+) += /gm)].map(([, name = '']) => name);
  const rendered = template.replace(/(?<!\$)\$\{(\w+)\}/g, (_, name) => `example-${name}`);

  const files = parse(rendered).write_files as { path: string; content: string }[];
  const content = (wanted: string) => files.find(({ path }) => path === wanted)?.content ?? '';

  it('is given every value that it asks for, and none in vain', () => {
    const asked = new Set([...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    assert.deepEqual([...asked].sort(), names.sort());
  });

  it("holds to cloud-init's own schema", () => {
    const file = join(scratch, 'cloud-init.yaml');
    writeFileSync(file, rendered);
    const said = run(installCloudInit(), ['schema', '--config-file', file]);
    assert.match(said, /Valid/);
  });

  it('waits for the volume that outlives it, makes a file system only there, and starts Docker on it', (t) => {
    const generator = '/lib/systemd/system-generators/systemd-fstab-generator';
    if (!existsSync(generator)) return t.skip('systemd is not installed');
    const fstab = join(scratch, 'fstab');
    const units = mkdtempSync(join(scratch, 'units-'));
    writeFileSync(fstab, content('/etc/fstab'));
    run(generator, [units, units, units], { env: { ...process.env, SYSTEMD_FSTAB: fstab } });
    const device = `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_example-volume`;
    assert.match(readFileSync(join(units, 'srv.mount'), 'utf8'), new RegExp(`What=${device}\nWhere=/srv\n`));
    assert.match(readdirSync(join(units, 'srv.mount.requires')).join(), /^systemd-makefs@.*example/);
    const waits = readdirSync(units).find((name) => /volume\.device\.d$/.test(name)) ?? '';
    assert.match(
      readFileSync(join(units, waits, '50-device-timeout.conf'), 'utf8'),
      /JobRunningTimeoutSec=300s/,
    );
    assert.match(
      content('/etc/systemd/system/docker.service.d/volume.conf'),
      /RequiresMountsFor=\/srv\/docker/,
    );
  });

  it('writes units and scripts that hold', () => {
    const scripts = files.filter(({ content }) => content.startsWith('#!/bin/bash'));
    assert.ok(scripts.length > 0);
    for (const { path, content } of scripts) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: content, encoding: 'utf8' });
      assert.equal(status, 0, `${path}: ${stderr}`);
    }
    for (const { path, content } of files.filter(({ path: file }) => file.endsWith('.json')))
      assert.doesNotThrow(() => JSON.parse(content), path);
  });
});
