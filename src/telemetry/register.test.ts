import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createTestDatabase } from '../../test/support/database.ts';
import { type OtlpReceiver, startOtlpReceiver } from './testing/otlp-receiver.ts';

const run = promisify(execFile);

/** Starts the program in a process of its own and gives the lines it wrote, as objects. */
async function runProgram(
  databaseUrl: string,
  env: Record<string, string>,
  name = 'instrumented-program.ts',
): Promise<Record<string, unknown>[]> {
  const register = import.meta.resolve('./register.js');
  const program = join(import.meta.dirname, 'testing', name);
  // Coverage of the process, where it is measured.
  const { PATH = '', NODE_V8_COVERAGE = '' } = process.env;
  const { stdout } = await run(process.execPath, ['--import', register, program, databaseUrl], {
    env: { PATH, NODE_V8_COVERAGE, ...env },
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('register', () => {
  let databaseUrl = '';
  let receiver: OtlpReceiver;
  let lines: Record<string, unknown>[];

  const cleanUp: (() => unknown)[] = [];

  before(async () => {
    receiver = await startOtlpReceiver();
    databaseUrl = await createTestDatabase({ after: (work) => cleanUp.push(work as () => unknown) });
    lines = await runProgram(databaseUrl, {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      DEPLOYMENT_ENVIRONMENT: 'test',
    });
  });
  after(async () => {
    for (const work of cleanUp) await work();
    await receiver.stop();
  });

  const spansNamed = (name: RegExp) => receiver.spans().filter((span) => name.test(span.name));

  it('names the process on everything', () => {
    const { resource } = receiver.spans()[0] ?? assert.fail('no span');
    assert.equal(resource['service.name'], 'tallyscope');
    assert.equal(resource['deployment.environment.name'], 'test');
    assert.match(resource['service.version'] ?? '', /^\d+\.\d+\.\d+/);
    assert.match(resource['service.instance.id'] ?? '', /^[0-9a-f-]{36}$/);
  });

  it('gives every process an instance id of its own', async (t) => {
    const other = await startOtlpReceiver();
    t.after(() => other.stop());
    await runProgram(databaseUrl, { OTEL_EXPORTER_OTLP_ENDPOINT: other.url });
    const id = (from: OtlpReceiver) => from.spans()[0]?.resource['service.instance.id'];
    assert.ok(id(other));
    assert.notEqual(id(other), id(receiver));
  });

  it('has each call once, below the request', () => {
    const [request, ...others] = spansNamed(/^POST \/questions/);
    assert.equal(request?.name, 'POST /questions/{slug}/votes');
    assert.deepEqual(others, []);
    const below = receiver.spans().filter((span) => span.parentSpanId === request?.spanId);
    const calls = below
      .map(({ name, attributes }) => attributes['db.query.text'] ?? name)
      // Sequelize asks each new connection for its settings first.
      .filter((call) => !/^(SET|SHOW|WITH ranges)/.test(call));
    assert.deepEqual(calls.sort(), [
      'S3.ListObjectsV2',
      'SELECT 2',
      'SELECT ? AS name, $1::int',
      'SELECT ?::uuid',
    ]);
  });

  it('has no trace for a statement that nothing asked for', () => {
    assert.ok(!receiver.spans().some(({ attributes }) => attributes['db.query.text'] === 'SELECT 3'));
  });

  it('counts statements that are in no trace too', () => {
    const duration = receiver.metrics().find(({ name }) => name === 'db.client.operation.duration');
    const counts = duration?.points.map(({ count }) => count ?? 0) ?? [];
    assert.ok(counts.reduce((sum, count) => sum + count, 0) > spansNamed(/^pg\.query/).length);
  });

  it('names the operation of a statement alone, however that is written', () => {
    const duration = receiver.metrics().find(({ name }) => name === 'db.client.operation.duration');
    const operations = (duration?.points ?? []).map(
      ({ attributes }) =>
        attributes.find(({ key }) => key === 'db.operation.name')?.value.stringValue ?? 'NONE',
    );
    assert.ok(operations.includes('BEGIN'));
    for (const operation of operations) assert.match(operation, /^[A-Z]+$/);
  });

  it('has the zero of an open question and the request in the metrics', () => {
    const metric = (wanted: string) =>
      receiver.metrics().find(({ name }) => name === wanted) ?? assert.fail(`no ${wanted}`);
    assert.equal(metric('votes').points[0]?.asDouble, 0);
    assert.equal(metric('http.server.request.duration').points[0]?.count, 1);
    assert.ok(metric('nodejs.eventloop.utilization'));
    assert.ok(metric('otel.sdk.processor.span.processed'));
  });

  it('writes the ids of the request on its log lines, on stdout and through OTLP', () => {
    const request = spansNamed(/^POST/)[0];
    for (const message of ['inside', 'request']) {
      const [line, ...further] = lines.filter(({ msg }) => msg === message);
      assert.equal(line?.trace_id, request?.traceId, message);
      const [record, ...others] = receiver.logs().filter(({ body }) => body === message);
      assert.equal(record?.traceId, request?.traceId, message);
      assert.equal(record?.spanId, request?.spanId, message);
      assert.equal(record?.severity, 'info', message);
      assert.equal(record?.attributes['request.id'], line?.['request.id'], message);
      assert.deepEqual([...further, ...others], [], 'each once');
    }
  });

  it('sends the log lines that belong to no request too', () => {
    assert.ok(receiver.logs().some(({ body }) => body === 'starting'));
  });

  it('lets nothing out that a voter sent', () => {
    assert.ok(!receiver.bytes().includes('canary'));
    assert.ok(!JSON.stringify(lines).includes('canary'));
  });

  it('is off where nothing asks for it', async () => {
    const written = await runProgram(databaseUrl, {});
    const inside = written.find(({ msg }) => msg === 'inside');
    assert.ok(inside && inside.trace_id === undefined);
  });

  it('serves metrics alone under the names that Prometheus gives those of OTLP', async () => {
    const written = await runProgram(databaseUrl, { METRICS_ENDPOINT: 'true' });
    const scrape = String(written.find((line) => 'scrape' in line)?.scrape);
    assert.match(
      scrape,
      /^votes_total\{(?=.*question_id="1",question="editor")(?=.*service_instance_id="[0-9a-f-]{36}").*\} 0$/m,
    );
    assert.match(
      scrape,
      /^http_server_request_duration_seconds_count\{.*http_route="\/questions\/\{slug\}\/votes".*\} 1$/m,
    );
    assert.match(scrape, /^target_info\{.*service_name="tallyscope"/m);
    assert.ok(
      written.some(({ msg }) => msg === 'request'),
      'access lines do not depend on traces',
    );
  });

  it('counts every span, those the queue has no room for apart', async (t) => {
    const other = await startOtlpReceiver();
    t.after(() => other.stop());
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: other.url, METRICS_ENDPOINT: 'true' };
    const written = await runProgram(databaseUrl, env, 'span-flood.ts');
    const dropped = /^otel_sdk_processor_span_processed_total\{.*error_type="queue_full".*\} (\d+)$/m.exec(
      String(written[0]?.scrape),
    );
    assert.ok(Number(dropped?.[1]) > 0);
    assert.equal(other.spans().length + Number(dropped?.[1]), 20_000);
  });

  it('takes names from OTEL_RESOURCE_ATTRIBUTES, and sends of the signals what is asked for', async (t) => {
    const other = await startOtlpReceiver();
    t.after(() => other.stop());
    await runProgram(databaseUrl, {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${other.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${other.url}/v1/logs`,
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_RESOURCE_ATTRIBUTES:
        'service.name=tallyscope-blue,deployment.environment.name=staging,service.instance.id=same,team=votes',
    });
    const { resource } = other.spans()[0] ?? assert.fail('no span');
    assert.equal(resource['service.name'], 'tallyscope-blue');
    assert.equal(resource['deployment.environment.name'], 'staging');
    assert.equal(resource.team, 'votes');
    assert.match(resource['service.instance.id'] ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual([other.logs(), other.metrics()], [[], []]);
  });

  it('refuses a setting it cannot use in one line', async () => {
    const starting = runProgram(databaseUrl, {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_METRIC_EXPORT_INTERVAL: 'often',
    });
    await assert.rejects(starting, ({ stderr }: { stderr: string }) => {
      assert.equal(
        stderr,
        'tallyscope: OTEL_METRIC_EXPORT_INTERVAL: expected a number from 100 to 3600000, not "often"\n',
      );
      return true;
    });
  });
});
