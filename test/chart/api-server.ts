import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdPorts } from '../../tools/stack/ports.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from '../containers/run.ts';
import { debianProgram } from '../support/debian-program.ts';

const TOKEN = 'a-token-of-the-tests-alone';

/**
 * Starts a real Kubernetes API server on a real etcd: what it admits, a cluster admits. Nothing runs the pods. Gives the
 * path of a kubeconfig for its administrator, and what stops both.
 */
export async function startApiServer(): Promise<{ kubeconfig: string; stop: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), 'tallyscope-kube-'));
  const [client = 0, peer = 0, api = 0] = await holdPorts(3);
  const log = (name: string) => openSync(join(dir, `${name}.log`), 'a');
  const processes: ChildProcess[] = [];
  const start = (name: string, program: string, args: string[]) => {
    const output = log(name);
    processes.push(spawn(program, args, { stdio: ['ignore', output, output] }));
  };
  const stop = () => {
    for (const child of processes) child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  };
  const key = join(dir, 'accounts.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(dir, 'tokens.csv'), `${TOKEN},admin,admin,system:masters\n`, { mode: 0o600 });
  const url = (port: number) => `http://127.0.0.1:${port}`;
  start('etcd', debianProgram(['etcd'], 'etcd-server'), [
    ...['--data-dir', join(dir, 'etcd'), '--unsafe-no-fsync'],
    ...['--listen-client-urls', url(client), '--advertise-client-urls', url(client)],
    ...['--listen-peer-urls', url(peer), '--initial-advertise-peer-urls', url(peer)],
    ...['--initial-cluster', `default=${url(peer)}`],
  ]);
  start('kube-apiserver', toolPath('kube-apiserver'), [
    `--etcd-servers=${url(client)}`,
    `--secure-port=${api}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(dir, 'certificates')}`,
    `--token-auth-file=${join(dir, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--disable-admission-plugins=ServiceAccount',
  ]);
  const kubeconfig = join(dir, 'kubeconfig');
  const cluster = { server: `https://127.0.0.1:${api}`, 'insecure-skip-tls-verify': true };
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'admin', user: { token: TOKEN } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    }),
    { mode: 0o600 },
  );
  const ready = ['-ksf', '-H', `Authorization: Bearer ${TOKEN}`, `${cluster.server}/readyz`];
  for (let tries = 0; tries < 240; tries += 1) {
    if (spawnSync('curl', ready).status === 0) return { kubeconfig, stop };
    if (processes.some(({ exitCode }) => exitCode !== null)) break;
    await sleep(500);
  }
  const said = run('tail', ['-n', '5', join(dir, 'etcd.log'), join(dir, 'kube-apiserver.log')]);
  stop();
  throw new Error(`the API server did not start:\n${said}`);
}
