import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { it } from 'node:test';
import Fastify from 'fastify';
import { pino } from 'pino';
import { httpTelemetry } from './http.ts';
import { loggerOptions } from './logger.ts';
import { type SinkRecord, setRecordSink } from './otlp/record-sink.ts';
import { RequestLog } from './request-log.ts';
import { startMemoryTelemetry } from './testing/memory-telemetry.ts';

const telemetry = startMemoryTelemetry();
const records: SinkRecord[] = [];
setRecordSink((record) => records.push(record));

const strangeId = 'of "him" \\ \n';

/** Serves a page and one that fails, asks for them, and gives the lines of the log. */
async function linesAt(level: string): Promise<string[]> {
  records.length = 0;
  telemetry.clear();
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const loggerInstance = pino(loggerOptions(level), stream);
  const app = Fastify({ loggerInstance, logController: new RequestLog(), genReqId: () => strangeId });
  await app.register(httpTelemetry);
  app.get('/questions/:slug', async (request) => {
    // What the fields would be by way of the logger.
    request.log.info({ 'http.request.method': 'GET', 'http.route': '/questions/{slug}' }, 'by pino');
  });
  app.get('/broken', async (_request, reply) => reply.code(503).send('no'));
  await app.inject('/questions/canary?canary=1');
  await app.inject('/broken');
  await app.inject('/canary');
  await app.close();
  return lines;
}

it('writes a line as pino does, with the ids of the span', async () => {
  const [byPino = '', line = '', ...others] = await linesAt('info');
  assert.match(line, /^\{.*\}\n$/);
  const { msg, time, ...written } = JSON.parse(line);
  const [span] = telemetry.spans('GET /questions/{slug}');
  assert.deepEqual(Object.entries(written), [
    ['level', 30],
    ['request.id', strangeId],
    ['trace_id', span?.spanContext().traceId],
    ['span_id', span?.spanContext().spanId],
    ['trace_flags', '01'],
    ['http.request.method', 'GET'],
    ['http.route', '/questions/{slug}'],
    ['http.response.status_code', 200],
    ['http.server.request.duration', written['http.server.request.duration']],
  ]);
  assert.equal(msg, 'request');
  assert.ok(Math.abs(time - JSON.parse(byPino).time) < 60_000);
  assert.ok(written['http.server.request.duration'] > 0);
  const [broken, unknown] = others.map((other) => JSON.parse(other));
  assert.equal(broken['error.type'], '503');
  assert.deepEqual([unknown['http.response.status_code'], 'http.route' in unknown], [404, false]);
  // Keys stand where pino puts them, for those who read lines by eye.
  const keys = Object.keys(JSON.parse(line));
  const wanted = Object.keys(JSON.parse(byPino));
  assert.deepEqual(
    keys.filter((key) => wanted.includes(key)),
    wanted,
  );
});

it('sends the same as a log record', async () => {
  const lines = (await linesAt('info'))
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'request');
  assert.equal(records.length, 3);
  for (const [index, record] of records.entries()) {
    const { level, time, msg, trace_id, span_id, trace_flags, ...attributes } = lines[index] ?? {};
    assert.deepEqual(record.attributes, attributes);
    assert.deepEqual(
      [record.body, record.severityText, record.severityNumber],
      [msg, 'info', level === 30 ? 9 : 0],
    );
    const { traceId, spanId, traceFlags } = record.spanContext ?? {};
    assert.deepEqual([traceId, spanId, `0${traceFlags}`], [trace_id, span_id, trace_flags]);
    const [seconds, nanoseconds] = record.hrTime;
    assert.equal(seconds * 1000 + nanoseconds / 1e6, time);
    assert.deepEqual(record.hrTimeObserved, record.hrTime);
  }
});

it('writes nothing above its level', async () => {
  assert.deepEqual(await linesAt('warn'), []);
  assert.equal(records.length, 0);
});
