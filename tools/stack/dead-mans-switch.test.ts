import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeadMansSwitch } from './dead-mans-switch.ts';

const PATIENCE = 90;

async function send(url: string, alertname: string, status = 'firing') {
  const alerts = [{ status, labels: { alertname }, annotations: {}, startsAt: '' }];
  await fetch(url, { method: 'POST', body: JSON.stringify({ receiver: 'dead-mans-switch', alerts }) });
}

test('the alarm is raised once for each silence, and only the Watchdog breaks it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const pass = (patiences: number) => t.mock.timers.tick(1000 * PATIENCE * patiences);
  const held = await DeadMansSwitch.listen(PATIENCE);
  t.after(() => held.close());
  pass(2);
  assert.equal(held.alarms.length, 0, 'nobody has ever been there');
  for (let beat = 0; beat < 4; beat += 1) {
    await send(held.url, 'Watchdog');
    pass(0.9);
  }
  assert.equal(held.alarms.length, 0);
  for (let beat = 0; beat < 4; beat += 1) {
    await send(held.url, 'CollectorDown');
    await send(held.url, 'Watchdog', 'resolved');
    pass(0.9);
  }
  assert.equal(held.alarms.length, 1);
  await send(held.url, 'Watchdog');
  pass(2);
  assert.equal(held.alarms.length, 2);
});
