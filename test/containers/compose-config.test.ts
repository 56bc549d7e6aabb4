import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from './run.ts';

const services = (profile?: string) => {
  const env = { ...process.env, ...(profile && { COMPOSE_PROFILES: profile }) };
  const said = run(toolPath('docker-compose'), ['config', '--services'], { cwd: PROJECT, env });
  return said.split('\n').toSorted();
};

describe('docker compose config', () => {
  it('takes the file in each profile, and all of it where none is named', () => {
    const [app, observability] = [services('app'), services('observability')];
    assert.ok(app.includes('web') && app.includes('postgres') && !app.includes('grafana'));
    assert.ok(observability.includes('grafana') && !observability.includes('web'));
    assert.deepEqual(services(), [...app, ...observability].toSorted());
  });

  it('passes the settings of the environment on', () => {
    const env = { ...process.env, PUBLIC_URL: 'https://vote.example.org', VALKEY_IMAGE: 'mirror/valkey:9' };
    const { services: all } = JSON.parse(
      run(toolPath('docker-compose'), ['config', '--format', 'json'], { cwd: PROJECT, env }),
    );
    assert.equal(all.web.environment.PUBLIC_URL, 'https://vote.example.org');
    assert.equal(all.valkey.image, 'mirror/valkey:9');
    assert.equal(all.traefik.ports[0].host_ip, '127.0.0.1');
  });
});
