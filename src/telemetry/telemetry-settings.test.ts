import assert from 'node:assert/strict';
import { test } from 'node:test';
import { telemetrySettings } from './telemetry-settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
const settings = (source: NodeJS.ProcessEnv) =>
  telemetrySettings(source, { metricsEndpoint: false, deploymentEnvironment: 'development' });

const all = { traces: true, metrics: true, logs: true };
const none = { traces: false, metrics: false, logs: false };

const cases: [string, NodeJS.ProcessEnv, typeof all][] = [
  ['nothing asks for it', {}, none],
  ['an endpoint for all', endpoint, all],
  ['empty variables are unset', { ...endpoint, OTEL_TRACES_EXPORTER: '', OTEL_SDK_DISABLED: '' }, all],
  [
    'an endpoint for one',
    { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://otlp.example.org/v1/metrics' },
    { ...none, metrics: true },
  ],
  ['one is kept here', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, { ...all, traces: false }],
  ['disabled, however it is written', { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }, none],
  ['a protocol over HTTP', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, all],
  [
    'a protocol for one goes before that for all',
    {
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:4318/v1/logs',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
    },
    { ...none, logs: true },
  ],
];

for (const [name, source, expected] of cases) {
  test(`what leaves: ${name}`, () => assert.deepEqual(settings(source).otlp, expected));
}

const refusals: [NodeJS.ProcessEnv, string][] = [
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: '127.0.0.1:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT: expected an address such as http://127.0.0.1:4318, not "127.0.0.1:4318"',
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4317' },
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: expected an address such as http://127.0.0.1:4318, not "collector:4317"',
  ],
  [
    { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    'OTEL_EXPORTER_OTLP_PROTOCOL: expected http/protobuf, not "grpc"',
  ],
  [
    { ...endpoint, OTEL_METRICS_EXPORTER: 'prometheus' },
    'OTEL_METRICS_EXPORTER: expected otlp or none, not "prometheus"',
  ],
];

for (const [source, message] of refusals) {
  test(`refused: ${message}`, () => assert.throws(() => settings(source), { message }));
}
