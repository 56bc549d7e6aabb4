import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backends } from '../../tools/demo/backends.ts';
import { startStack } from '../../tools/stack/start-stack.ts';
import { eventually } from '../support/eventually.ts';

const HOURS = 3_600_000;

/** A sample as a process sends it, whose clock is ahead by so many milliseconds. */
function sample(instance: string, ahead: number) {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const timeUnixNano = `${Date.now() + ahead}000000`;
  return {
    resource: {
      attributes: [attribute('service.name', 'tallyscope'), attribute('service.instance.id', instance)],
    },
    scopeMetrics: [{ metrics: [{ name: 'heard', gauge: { dataPoints: [{ asDouble: 1, timeUnixNano }] } }] }],
  };
}

test('a process whose clock is wrong takes no samples of others along', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-clock-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const stack = await startStack({ dataDir, only: ['collector', 'prometheus'] });
  t.after(() => stack.stop());
  const backends = new Backends(stack);
  const send = async (instance: string, ahead: number) => {
    const response = await fetch(`${stack.urls.otlp}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics: [sample(instance, ahead)] }),
    });
    assert.equal(response.status, 200);
  };
  const right = randomUUID();
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([send(right, 0), send(randomUUID(), 2 * HOURS), send(randomUUID(), -30 * HOURS)]);
    await sleep(100);
  }
  await eventually(async () => {
    const [found] = await backends.promql(`count_over_time(heard{instance="${right}"}[5m])`);
    assert.equal(found?.value[1], '5');
  });
});
