import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig } from '#src/config/load-config.ts';
import { secretSettings, settings } from '#src/config/settings.ts';
import { settingsTable } from '#src/config/settings-table.ts';

describe('loadConfig', () => {
  it('gives defaults for an empty environment', () => {
    const { config, secrets } = loadConfig({});
    assert.equal(config.port, 3000);
    assert.deepEqual(config.roles, ['web', 'api', 'worker']);
    assert.equal(config.metricsEndpoint, false);
    assert.equal(config.s3Bucket, undefined);
    assert.equal(secrets.databaseUrl, undefined);
  });

  it('reads numbers, booleans and lists', () => {
    const { config } = loadConfig({
      PORT: '8080',
      ROLES: 'api, worker',
      METRICS_ENDPOINT: 'true',
      TRUSTED_PROXIES: '10.0.0.0/8,::1',
    });
    assert.equal(config.port, 8080);
    assert.deepEqual(config.roles, ['api', 'worker']);
    assert.equal(config.metricsEndpoint, true);
    assert.deepEqual(config.trustedProxies, ['10.0.0.0/8', '::1']);
  });

  it('names every variable that cannot be used, one a line', () => {
    assert.throws(
      () => loadConfig({ PORT: '70000', ROLES: 'web,cook', LOG_LEVEL: 'loud' }),
      (error: Error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(
          error.message.split('\n').map((line) => line.split(':')[0]),
          ['PORT', 'ROLES', 'LOG_LEVEL'],
        );
        return true;
      },
    );
  });

  it('does not print a secret that is refused', () => {
    assert.throws(
      () => loadConfig({ SESSION_SECRET: 'short-but-secret' }),
      (error: Error) => !error.message.includes('short-but-secret'),
    );
  });

  it('refuses addresses with a password, which would be logged and shown, and does not print it', () => {
    for (const env of ['S3_ENDPOINT', 'PROMETHEUS_URL', 'TEMPO_URL', 'GRAFANA_URL', 'PUBLIC_URL']) {
      for (const address of ['https://ada:s3cret@a.example', 'http://s3cret@a.example/x', 'http:///@s3cret'])
        assert.throws(
          () => loadConfig({ [env]: address }),
          ({ message }: Error) => message.startsWith(`${env}: `) && !message.includes('s3cret'),
          address,
        );
      assert.doesNotThrow(() => loadConfig({ [env]: 'http://[::1]:9000' }));
    }
    assert.doesNotThrow(() => loadConfig({ OPERATOR_URL: 'https://social.example/@ada?from=a@b' }));
  });

  it('reads a secret from the file that _FILE names, and says which one it cannot read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'database-url');
    writeFileSync(file, 'postgres://user:pass@host/db\n');
    assert.equal(loadConfig({ DATABASE_URL_FILE: file }).secrets.databaseUrl, 'postgres://user:pass@host/db');
    const direct = loadConfig({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://other/db' });
    assert.equal(direct.secrets.databaseUrl, 'postgres://other/db');
    assert.throws(
      () => loadConfig({ SESSION_SECRET_FILE: '/nowhere' }),
      /^ConfigError: SESSION_SECRET_FILE: .*ENOENT/,
    );
  });

  it('gives an example, which it takes, of each text that is not of the form asked for', () => {
    const wrong = 'no such form: _';
    for (const { env, schema } of [...Object.values(settings), ...Object.values(secretSettings)]) {
      // Of a key there is no example that nobody would copy.
      if (env === 'SIGNING_KEY' || !JSON.stringify(schema).includes('"pattern"')) continue;
      const messages: string[] = [];
      assert.throws(
        () => loadConfig({ [env]: wrong }),
        (error: Error) => messages.push(error.message) > 0,
      );
      const example = messages[0]?.split(', such as ')[1];
      assert.ok(example, messages[0]);
      assert.doesNotThrow(() => loadConfig({ [env]: example }));
    }
  });

  it('refuses a bucket and a region that no server can have', () => {
    for (const bucket of ['UPPER_case', 'ab', '-exports', 'exports.', 'a b', 'a/b', 'x'.repeat(64)])
      assert.throws(() => loadConfig({ S3_BUCKET: bucket }), /^ConfigError: S3_BUCKET: .*$/, bucket);
    for (const region of ['x y', 'eu_west', '-eu', 'eu.west'])
      assert.throws(() => loadConfig({ S3_REGION: region }), /^ConfigError: S3_REGION: .*$/, region);
    for (const bucket of [
      'tallyscope-exports',
      '123',
      'a.b.c',
      'arn:aws:s3:eu-west-1:123456789012:accesspoint/x',
    ])
      assert.equal(loadConfig({ S3_BUCKET: bucket, S3_REGION: 'eu-west-1' }).config.s3Bucket, bucket);
    assert.equal(loadConfig({ S3_REGION: 'auto' }).config.s3Region, 'auto');
  });

  it('refuses an address with a space in it', () => {
    const names = ['PUBLIC_URL', 'S3_ENDPOINT', 'PROMETHEUS_URL', 'TEMPO_URL', 'GRAFANA_URL', 'OPERATOR_URL'];
    for (const name of names) {
      assert.throws(
        () => loadConfig({ [name]: 'http://vote.example org' }),
        new RegExp(`ConfigError: ${name}: .*$`),
      );
      assert.doesNotThrow(() => loadConfig({ [name]: 'http://vote.example.org:8080' }));
    }
  });

  it('refuses half of the credentials of the bucket, and says which half there is not', () => {
    const [id, secret] = ['AKIAEXAMPLE', 'a secret that is not shown'];
    assert.throws(
      () => loadConfig({ AWS_ACCESS_KEY_ID: id }),
      /^ConfigError: AWS_SECRET_ACCESS_KEY: must be set as well, as AWS_ACCESS_KEY_ID is$/,
    );
    assert.throws(
      () => loadConfig({ AWS_SECRET_ACCESS_KEY: secret, AWS_ACCESS_KEY_ID: ' ' }),
      /^ConfigError: AWS_ACCESS_KEY_ID: must be set as well, as AWS_SECRET_ACCESS_KEY is$/,
    );
    assert.throws(
      () => loadConfig({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY_FILE: '/nowhere' }),
      /^ConfigError: AWS_SECRET_ACCESS_KEY_FILE: cannot be read \(ENOENT\)$/,
    );
    const { secrets } = loadConfig({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret });
    assert.equal(secrets.s3SecretAccessKey, secret);
  });

  it('treats an empty value as unset', () => {
    assert.equal(loadConfig({ PORT: '' }).config.port, 3000);
  });
});

describe('settingsTable', () => {
  it('has a row for every variable', () => {
    assert.match(settingsTable(), /\| `PORT` \| `3000` \|/);
    assert.match(settingsTable(), /\| `DATABASE_URL` \| – \|/);
  });
});
