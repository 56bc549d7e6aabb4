import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { toolPath } from '../../tools/tool-path.ts';

const chart = join(PROJECT, 'helm/tallyscope');
const dir = mkdtempSync(join(tmpdir(), 'tallyscope-values-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const defaults = parse(readFileSync(join(chart, 'values.yaml'), 'utf8'));

/** What Helm says of those values in the mode with an external database; nothing where it renders them. */
function complaint(values: object): string {
  const file = join(dir, 'values.json');
  writeFileSync(file, JSON.stringify(values));
  const files = ['-f', join(chart, 'ci/postgres-values.yaml'), '-f', file];
  const { status, stderr } = spawnSync(toolPath('helm'), ['template', 'votes', chart, ...files], {
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr;
}

/** `{ a: { b: value } }` for "a.b". */
const at = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object;

function leaves(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  const inner = value !== null && typeof value === 'object' && !Array.isArray(value);
  if (!inner || Object.keys(value).length === 0 || path[0] === 'config') return [{ path, value }];
  return Object.entries(value).flatMap(([name, one]) => leaves(one, [...path, name]));
}

describe('a value that is wrong', () => {
  const wrong: [path: string, value: unknown, says: RegExp][] = [
    ['hots', 'votes.example.org', /additional properties 'hots' not allowed/],
    ['image.tga', '1', /at '\/image': additional properties 'tga' not allowed/],
    ['image.repository', 'https://ghcr.io/x', /at '\/image\/repository'/],
    ['image.tag', 'a tag', /at '\/image\/tag'/],
    ['image.digest', 'sha256:abc', /at '\/image\/digest'/],
    ['image.pullPolicy', 'Sometimes', /at '\/image\/pullPolicy': value must be one of 'Always'/],
    ['image.pullSecrets', ['No_Name'], /at '\/image\/pullSecrets\/0'/],
    ['split', 'yes', /at '\/split': got string, want boolean/],
    ['fullnameOverride', 'My Votes', /at '\/fullnameOverride'/],
    ['config.LOG_LEVEL', 'loud', /at '\/config\/LOG_LEVEL': value must be one of 'fatal'/],
    ['config.LOG_LEVL', 'info', /at '\/config': additional properties 'LOG_LEVL' not allowed/],
    ['config.VOTE_BATCH_LIMIT', 0, /at '\/config\/VOTE_BATCH_LIMIT': minimum/],
    ['config.VOTE_BATCH_LIMIT', 'many', /at '\/config\/VOTE_BATCH_LIMIT'/],
    ['config.TRUSTED_PROXIES', '10.0.0.0/8,proxy', /at '\/config\/TRUSTED_PROXIES'/],
    ['config.METRICS_ENDPOINT', 'on', /at '\/config\/METRICS_ENDPOINT'/],
    ['config.PROMETHEUS_URL', 'prometheus:9090', /at '\/config\/PROMETHEUS_URL'/],
    ['config.VALKEY_URL', 'redis://:secret@valkey', /at '\/config\/VALKEY_URL'/],
    ['config.SESSION_SECRET', 'x'.repeat(40), /at '\/config': additional properties 'SESSION_SECRET'/],
    ['config.AWS_SECRET_ACCESS_KEY', 'secret', /at '\/config\/AWS_SECRET_ACCESS_KEY'/],
    ['config.PORT', 4000, /at '\/config': additional properties 'PORT' not allowed/],
    ['database.mode', 'sqlite', /at '\/database\/mode': value must be one of/],
    ['database.external.secretName', 'My_Secret', /at '\/database\/external\/secretName'/],
    ['database.external.secretName', '', /database\.external\.secretName: name the Secret/],
    ['database.external.secretKey', 'a key', /at '\/database\/external\/secretKey'/],
    ['database.external.ca.configMap', 'Authorities!', /at '\/database\/external\/ca\/configMap'/],
    ['database.external.ca.key', '../ca.crt', /at '\/database\/external\/ca\/key'/],
    ['database.cloudnativepg.instances', 0, /at '\/database\/cloudnativepg\/instances': minimum/],
    ['database.cloudnativepg.storage.size', '20 GB', /at '\/database\/cloudnativepg\/storage\/size'/],
    ['database.embedded.directory', '../data', /at '\/database\/embedded\/directory'/],
    ['secrets.existingSecret', '', /secrets\.existingSecret: name a Secret with SESSION_SECRET/],
    ['signingKey.existingSecret', 'Key Store', /at '\/signingKey\/existingSecret'/],
    ['autoscaling.minReplicas', 0, /at '\/autoscaling\/minReplicas': minimum/],
    ['autoscaling.minReplicas', 9, /autoscaling: minReplicas is more than maxReplicas/],
    ['autoscaling.targetCPUUtilizationPercentage', 170, /at '\/autoscaling\/targetCPU.*maximum/],
    ['resources.requests.cpu', 'half', /at '\/resources\/requests\/cpu'/],
    ['resources.limit', { memory: '1Gi' }, /at '\/resources': additional properties 'limit'/],
    ['preStopSeconds', 60, /terminationGracePeriodSeconds: preStopSeconds are part of it/],
    ['service.port', 70_000, /at '\/service\/port': maximum/],
    ['host', 'https://votes.example.org', /at '\/host'/],
    ['host', 'votes..example.org', /at '\/host'/],
    ['ingress.annotations', { number: 1 }, /at '\/ingress\/annotations\/number'/],
    ['ingress.tlsSecret', 'Our Certificate', /at '\/ingress\/tlsSecret'/],
    ['priorityClassName', 'Most Urgent', /at '\/priorityClassName'/],
    ['httpRoute.enabled', true, /ingress, httpRoute and traefik: enable one of them/],
    ['httpRoute.parentRefs', [{ nmae: 'public' }], /at '\/httpRoute\/parentRefs\/0'/],
    ['traefik.api.rateAverage', -1, /at '\/traefik\/api\/rateAverage': minimum/],
    [
      'exports.schedules',
      [{ name: 'nightly', schedule: '25 o’clock', prefix: 'x' }],
      /schedules\/0\/schedule/,
    ],
    ['exports.schedules', [{ name: 'nightly', schedule: '0 1 * * *' }], /missing property 'prefix'/],
    [
      'exports.schedules',
      [{ name: 'nightly', schedule: '0 1 * * *', prefix: 'x', layout: 'one' }],
      /schedules\/0\/layout/,
    ],
    [
      'exports.schedules',
      [1, 2].map((hour) => ({ name: 'one', schedule: `0 ${hour} * * *`, prefix: 'x' })),
      /exports\.schedules: two are called one/,
    ],
    ['ranking.schedule', 'every day', /at '\/ranking\/schedule'/],
    ['valkey', { enabled: true }, /valkey\.secretName: name the Secret/],
    ['telemetry.endpoint', 'collector:4318', /at '\/telemetry\/endpoint'/],
    ['telemetry.tracesRatio', 10, /at '\/telemetry\/tracesRatio': maximum/],
    ['collector.size', 'big', /at '\/collector\/size'/],
    ['monitoring.labels', { release: 1 }, /at '\/monitoring\/labels\/release'/],
    ['networkPolicy.databaseTo', [{ cidr: '10.0.0.0/8' }], /at '\/networkPolicy\/databaseTo\/0'/],
    ['networkPolicy.otherPorts', [0], /at '\/networkPolicy\/otherPorts\/0': minimum/],
    ['networkPolicy.collectorPorts', [65536], /at '\/networkPolicy\/collectorPorts\/0': maximum/],
    ['podDisruptionBudget.maxUnavailable', 'one', /at '\/podDisruptionBudget\/maxUnavailable'/],
    ['podAnnotations', { number: 1 }, /at '\/podAnnotations\/number'/],
    ['tolerations', [{ effect: 'Never' }], /at '\/tolerations\/0\/effect'/],
  ];
  for (const [path, value, says] of wrong)
    it(`is refused by name: ${path}: ${JSON.stringify(value)}`, () => {
      assert.match(complaint(at(path, value)), says);
    });

  it('is refused by name wherever it is of another type', () => {
    const all = leaves(defaults).filter(({ path }) => path[0] !== 'config');
    assert.ok(all.length > 60);
    const spoilt = structuredClone(defaults);
    for (const { path, value } of all) {
      const parent = path.slice(0, -1).reduce((inner, name) => inner[name], spoilt);
      parent[path.at(-1) ?? ''] = value !== null && typeof value === 'object' ? 7 : ['of', 'another type'];
    }
    const said = complaint(spoilt);
    const kept = all.filter(({ path }) => !said.includes(`at '/${path.join('/')}'`));
    assert.deepEqual(kept, []);
  });

  it('is refused by name wherever it is taken away', () => {
    const all = leaves(defaults).filter(
      ({ path }) => !['config', 'resources'].some((one) => path.includes(one)),
    );
    for (const { path } of all) {
      const said = complaint(at(path.join('.'), null));
      assert.match(said, new RegExp(`missing property '${path.at(-1)}'`), path.join('.'));
    }
  });
});

it('takes settings as numbers, truths and texts, and what else a pod may be told', () => {
  const config = {
    VOTE_QUEUE_LIMIT: 1_000_000,
    VOTE_BATCH_LIMIT: '250',
    METRICS_ENDPOINT: true,
    TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    EMBED_ANCESTORS: 'https://intranet.example.org',
    VALKEY_URL: 'redis://valkey:6379',
    S3_BUCKET: 'exports',
    OTEL_RESOURCE_ATTRIBUTES: 'team=votes',
    AWS_REGION: 'eu-central-1',
    HTTPS_PROXY: 'http://proxy:3128',
  };
  assert.equal(complaint({ config }), '');
});
