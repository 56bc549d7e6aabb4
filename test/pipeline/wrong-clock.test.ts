import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { alertGroups } from '../../alerts/src/alert-groups.ts';
import { Backends } from '../../tools/demo/backends.ts';
import { startStack } from '../../tools/stack/start-stack.ts';
import { eventually } from '../support/eventually.ts';

const MINUTES = 60_000;
const HOURS = 60 * MINUTES;

/** A sample as a process sends it, whose clock is ahead by so many milliseconds. */
function sample(instance: string, ahead: number) {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const timeUnixNano = `${Date.now() + ahead}000000`;
  const gauge = { dataPoints: [{ asDouble: 0.5, timeUnixNano }] };
  return {
    resource: {
      attributes: [attribute('service.name', 'tallyscope'), attribute('service.instance.id', instance)],
    },
    scopeMetrics: [{ metrics: [{ name: 'nodejs.eventloop.utilization', unit: '1', gauge }] }],
  };
}

test('a process whose clock is wrong takes no samples of others along, and the runbook says by how much', async (t) => {
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
    const samples = `nodejs_eventloop_utilization_ratio{instance="${right}"}`;
    const [found] = await backends.promql(`count_over_time(${samples}[5m])`);
    assert.equal(found?.value[1], '5');
  });

  await send(randomUUID(), 5 * MINUTES);
  const alerts = alertGroups.flatMap((group) => group.alerts);
  const { runbook } = alerts.find(({ alert }) => alert === 'SamplesRefused') ?? assert.fail('no such alert');
  const { query } = runbook.see.find(({ what }) => what.startsWith('Seconds')) ?? assert.fail('no query');
  await eventually(async () => {
    const [found] = await backends.promql(query);
    const seconds = Number(found?.value[1]);
    assert.ok(seconds > 200 && seconds <= 300, `${seconds}`);
  });
});
