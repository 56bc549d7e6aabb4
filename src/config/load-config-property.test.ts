import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ConfigError, loadConfig } from '#src/config/load-config.ts';
import { secretSettings, settings } from '#src/config/settings.ts';

const names = Object.values(settings).map(({ env }) => env);
const secretNames = Object.values(secretSettings).map(({ env }) => env);
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    'true',
    'yes',
    'null',
    'a,b',
    ',',
    'web,web',
    'https://a',
    'ftp://a',
    '10.0.0.0/8',
    '1'.repeat(400),
  ),
);
const environment = fc.dictionary(fc.constantFrom(...names), value);

describe('any environment', () => {
  it('is either understood or refused by the names of what is wrong, a line each', () => {
    fc.assert(
      fc.property(environment, (env) => {
        try {
          const { config } = loadConfig(env);
          assert.ok(Number.isInteger(config.port) && config.port >= 0 && config.port <= 65_535);
          assert.ok(
            config.roles.length > 0 && config.roles.every((role) => ['web', 'api', 'worker'].includes(role)),
          );
          assert.ok(config.databasePoolSize >= 2);
          for (const url of [config.prometheusUrl, config.tempoUrl, config.grafanaUrl])
            assert.ok(url === undefined || /^https?:\/\/./.test(url));
        } catch (error) {
          assert.ok(error instanceof ConfigError, String(error));
          const lines = error.message.split('\n');
          for (const line of lines)
            assert.ok(
              names.some((name) => line.startsWith(`${name}: `)),
              line,
            );
          for (const line of lines) assert.notEqual((env[line.split(':')[0] ?? ''] ?? '').trim(), '', line);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('without a setting is the same as with an empty one', () => {
    fc.assert(
      fc.property(fc.subarray(names), fc.constantFrom('', ' ', '\t\n'), (some, blank) => {
        assert.deepEqual(loadConfig(Object.fromEntries(some.map((name) => [name, blank]))), loadConfig({}));
      }),
    );
  });

  it('never has a secret in its complaint', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...secretNames),
        fc.string({ minLength: 6, unit: 'binary' }),
        (name, secret) => {
          fc.pre(secret.trim().length >= 6);
          try {
            loadConfig({ [name]: secret, PORT: 'none' });
            assert.fail('the port is wrong');
          } catch (error) {
            assert.ok(error instanceof ConfigError);
            assert.equal(error.message.includes(secret.trim()), false);
          }
        },
      ),
    );
  });
});
