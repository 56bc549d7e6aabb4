import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mock, test } from 'node:test';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { prometheusEndpoint } from './prometheus-handler.ts';

test('who asks for metrics within a second gets one reading, and later another', async (t) => {
  const { reader, handler } = prometheusEndpoint([]);
  const provider = new MeterProvider({ readers: [reader] });
  t.after(() => provider.shutdown());
  let readings = 0;
  provider
    .getMeter('test')
    .createObservableGauge('reading')
    .addCallback((result) => {
      readings += 1;
      result.observe(readings);
    });
  const ask = () =>
    new Promise<string>((end) => {
      handler({} as IncomingMessage, { setHeader: () => undefined, end } as unknown as ServerResponse);
    });
  let now = 5000;
  mock.method(performance, 'now', () => now);
  t.after(() => mock.restoreAll());
  const together = await Promise.all([ask(), ask()]);
  now += 999;
  const soon = await ask();
  now += 1;
  const later = await ask();
  assert.deepEqual(
    [...together, soon, later].map((text) => /^reading.* (\d+)$/m.exec(text)?.[1]),
    ['1', '1', '1', '2'],
  );
});
