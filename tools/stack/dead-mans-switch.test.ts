import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeadMansSwitch } from './dead-mans-switch.ts';

const PATIENCE = 0.3;

async function send(url: string, alertname: string, status = 'firing') {
  const alerts = [{ status, labels: { alertname }, annotations: {}, startsAt: '' }];
  await fetch(url, { method: 'POST', body: JSON.stringify({ receiver: 'dead-mans-switch', alerts }) });
}

test('the alarm is raised once for each silence, and only the Watchdog breaks it', async (t) => {
  const held = await DeadMansSwitch.listen(PATIENCE);
  t.after(() => held.close());
  await sleep(2 * PATIENCE * 1000);
  assert.equal(held.alarms.length, 0, 'nobody has ever been there');
  for (let beat = 0; beat < 4; beat += 1) {
    await send(held.url, 'Watchdog');
    await sleep(PATIENCE * 300);
  }
  assert.equal(held.alarms.length, 0);
  for (let beat = 0; beat < 8; beat += 1) {
    await send(held.url, 'CollectorDown');
    await send(held.url, 'Watchdog', 'resolved');
    await sleep(PATIENCE * 300);
  }
  assert.equal(held.alarms.length, 1);
  await send(held.url, 'Watchdog');
  await sleep(2 * PATIENCE * 1000);
  assert.equal(held.alarms.length, 2);
});
