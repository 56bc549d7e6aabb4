import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { git, isClone } from '../test/support/git.ts';
import { PROJECT } from './stack/config-dir.ts';

interface Service {
  image: string;
  profiles: string[];
  ports?: string[];
  volumes?: string[];
  command?: string[];
  restart: string;
  healthcheck?: object;
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string>;
}

const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const yaml = (path: string) => parse(read(path), { merge: true });
const text = read('docker-compose.yml');
const file = yaml('docker-compose.yml') as {
  'x-images': Record<string, string>;
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
};
const services = Object.entries(file.services);
const images = Object.values(file['x-images']);
/** Folders whose files are configuration, each with one home. */
const homes = ['otel', 'dashboards', 'alerts', 'slo'];

describe('the compose file', () => {
  it('names every image in one place, with its version', () => {
    for (const image of images) assert.match(image, /^\$\{[A-Z0-9]+_IMAGE:-[\w./-]+:(?!latest)[\w.-]+\}$/);
    const used = [...text.matchAll(/^ +image: (.+)$/gm)].map(([, name]) => name);
    assert.deepEqual(
      used.filter((name) => !name?.startsWith('*')),
      [],
    );
    for (const [, { image }] of services) assert.ok(images.includes(image));
  });

  it('names the same images as the chart', () => {
    const { collector, valkey } = yaml('helm/tallyscope/values.yaml');
    assert.ok(file['x-images'].collector?.includes(collector.image));
    assert.ok(file['x-images'].valkey?.includes(valkey.image));
  });

  it('listens on loopback alone', () => {
    for (const [name, { ports = [] }] of services)
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:/, name);
  });

  it('puts every part into "all" and one other profile', () => {
    for (const [name, { profiles }] of services) {
      assert.ok(profiles.includes('all'), name);
      assert.ok(profiles.includes('app') !== profiles.includes('observability'), name);
    }
  });

  it('knows of every part that goes on whether it is ready', () => {
    const asked = services.flatMap(([, { depends_on = {} }]) => Object.keys(depends_on));
    for (const [name, { restart, healthcheck }] of services) {
      // The Collector has no shell: another part asks it, and is waited for.
      if (restart === 'unless-stopped' && name !== 'collector') assert.ok(healthcheck, name);
      else assert.ok(asked.includes(name), `${name} is waited for by nobody`);
    }
  });

  it('mounts configuration from where the rest of the project reads it', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) =>
      volumes.filter((mount) => mount.startsWith('./')).map((mount) => mount.split(':')),
    );
    for (const [source = '', , mode] of mounts) {
      assert.ok(statSync(join(PROJECT, source)), source);
      assert.equal(mode, 'ro', source);
      assert.ok([...homes, 'compose'].includes(source.split('/')[1] ?? ''), source);
    }
    for (const home of homes)
      assert.ok(
        mounts.some(([source]) => source?.startsWith(`./${home}`)),
        home,
      );
  });

  it('has no copy of it elsewhere', {
    skip: !isClone && "only git knows which files are the project's",
  }, () => {
    const hash = (path: string) => createHash('sha256').update(read(path)).digest('hex');
    const tracked = git('ls-files')
      .toString()
      .split('\n')
      .filter((path) => path && lstatSync(join(PROJECT, path), { throwIfNoEntry: false })?.isFile());
    const isHome = (path: string) => homes.includes(path.split('/')[0] ?? '');
    const configured = new Map(tracked.filter(isHome).map((path) => [hash(path), path]));
    for (const path of tracked.filter((one) => !isHome(one)))
      assert.equal(configured.get(hash(path)), undefined, `${path} is a copy`);
  });

  it('starts Prometheus as the stack of this machine does', () => {
    const switches = (args: readonly string[] = []) =>
      args.filter((arg) => /^--(web\.enable|enable-feature|rules)/.test(arg)).toSorted();
    const source = read('tools/stack/parts/prometheus.ts');
    const ours = [...source.matchAll(/'(--[^']+)'/g)].map(([, arg = '']) => arg);
    assert.ok(switches(ours).length > 3);
    assert.deepEqual(switches(file.services.prometheus?.command), switches(ours));
  });

  it('limits /api as the chart does', () => {
    const { middlewares, routers } = yaml('compose/routes.yaml').http;
    const { api } = yaml('helm/tallyscope/values.yaml').traefik;
    assert.deepEqual(middlewares['api-rate'].rateLimit, { average: api.rateAverage, burst: api.rateBurst });
    assert.equal(middlewares['api-in-flight'].inFlightReq.amount, api.inFlight);
    assert.equal(middlewares['api-breaker'].circuitBreaker.expression, api.circuitBreaker);
    assert.match(routers.web.rule, /!PathPrefix\(`\/api\/`\)/);
  });

  it('reads secrets that the command makes, and makes none twice', (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'secrets-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const make = () => execFileSync('sh', [join(PROJECT, 'compose/make-secrets.sh'), directory]);
    make();
    const names = readdirSync(directory);
    assert.deepEqual(names.toSorted(), Object.keys(file.secrets).toSorted());
    for (const [name, { file: path }] of Object.entries(file.secrets)) assert.ok(path.endsWith(`/${name}`));
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    const contents = () => names.map((name) => readFileSync(join(directory, name), 'utf8'));
    const first = contents();
    make();
    assert.deepEqual(contents(), first);
    assert.equal(new Set(first).size, first.length);
  });
});
