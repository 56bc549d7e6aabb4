import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createNoopMeter } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { otlpExporter } from './otlp-exporter.ts';

/** Begins an answer and goes on with it, byte by byte, for as long as somebody listens. */
function drip(response: ServerResponse): void {
  const { socket } = response;
  socket?.write('HTTP/1.1 503 Not now\r\nX-Filler: ');
  const timer = setInterval(() => socket?.write('a'), 10);
  socket?.once('close', () => clearInterval(timer));
}

/** An `ExportTraceServiceResponse` whose `partial_success` has `rejected_spans`. */
const TWO_REFUSED = Buffer.from([0x0a, 2, 0x08, 2]);

test('an answer that comes byte by byte ends in time, and what is behind it is sent, and what is refused of that told', async (t) => {
  const answers = [
    drip,
    (response: ServerResponse) => void response.end(TWO_REFUSED),
    (response: ServerResponse) => void response.writeHead(400).end(),
    (response: ServerResponse) => void response.end(TWO_REFUSED),
  ];
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    request.resume().on('end', () => answers.shift()?.(response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: '2000' });
  t.after(() => {
    for (const name of ['ENDPOINT', 'TIMEOUT']) delete process.env[`OTEL_EXPORTER_OTLP_${name}`];
  });
  const begun = t.mock.method(globalThis, 'setInterval');
  const ended = t.mock.method(globalThis, 'clearInterval');
  const meters = { getMeter: () => createNoopMeter() };
  const [spans, logs] = [otlpExporter('span', meters), otlpExporter('log', meters)];
  const send = (exporter = spans) =>
    new Promise<ExportResult & { refused?: number }>((done) =>
      exporter.export({ body: new Uint8Array(), items: 1 }, done),
    );
  const { code, error } = await send();
  assert.equal(code, ExportResultCode.FAILED);
  assert.equal(error?.message, `${url}/v1/traces: no whole answer in 2 s`);
  assert.deepEqual(await send(), { code: ExportResultCode.SUCCESS, refused: 2 });
  const failed = await send();
  assert.deepEqual(
    [failed.refused, failed.error?.name, failed.error?.message],
    [0, 'OTLPExporterError', `${url}/v1/traces: Bad Request`],
  );
  assert.deepEqual(await send(logs), { code: ExportResultCode.SUCCESS, refused: 2 });
  assert.deepEqual(paths, ['/v1/traces', '/v1/traces', '/v1/traces', '/v1/logs']);
  const timers = begun.mock.calls.filter(({ arguments: [, every] }) => every === 2000);
  assert.equal(timers.length, 4);
  for (const { result } of timers)
    assert.ok(
      ended.mock.calls.some(({ arguments: [timer] }) => timer === result),
      'its time would end a later one',
    );
  await Promise.all([spans.shutdown(), logs.shutdown()]);
  server.closeAllConnections();
});
