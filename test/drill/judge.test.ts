import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drills } from './drills.ts';
import { isRight, problems } from './judge.ts';
import { pageAlerts } from './page-alerts.ts';
import { pageNotices } from './page-notices.ts';

const [any] = drills;
assert.ok(any);
const drill = { ...any, time: { documented: 60, drilled: 10, notBefore: 10 } };
const good = { drill, firedAfter: 17, resolvedAfter: 12, others: [] };

test('a page that comes alone, in time and ends is right', () => {
  assert.deepEqual(problems(good, 30), []);
  assert.deepEqual(problems({ ...good, firedAfter: 40 }, 30), []);
});

test('whatever else happens is wrong, and said', () => {
  const { firedAfter: _, ...silent } = good;
  const { resolvedAfter: __, ...lasting } = good;
  assert.deepEqual(problems(silent, 30), ['did not fire']);
  assert.deepEqual(problems(lasting, 30), ['was not resolved']);
  assert.deepEqual(problems({ ...good, firedAfter: 40.1 }, 30), ['fired later than 40 s']);
  assert.deepEqual(problems({ ...good, firedAfter: 9 }, 30), ['fired before its 10 s had passed']);
  assert.deepEqual(problems({ ...good, others: ['PagesBurn'] }, 30), ['PagesBurn fired too']);
});

test('an answer is right by the name of the alert or of the part, and by no other', () => {
  for (const answer of ['CollectorDown', 'collector down ', 'COLLECTOR']) {
    assert.ok(isRight(answer, { alert: 'CollectorDown', part: 'collector' }), answer);
  }
  for (const answer of ['', 'CollectorNotExporting', 'collector or database', '?']) {
    assert.equal(isRight(answer, { alert: 'CollectorDown', part: 'collector' }), false, answer);
  }
});

test('no two drills have an answer in common', () => {
  for (const one of drills) {
    const right = drills.filter((other) => isRight(one.part, other) || isRight(one.alert, other));
    assert.deepEqual(right, [one]);
  }
});

test('every page alert has a drill, and no drill is for anything else', () => {
  assert.deepEqual(drills.map(({ alert }) => alert).sort(), pageAlerts());
});

test('only pages since the fault count', () => {
  const notice = (severity: string, at: number) => ({
    receiver: severity,
    status: 'firing' as const,
    labels: { alertname: `${severity}${at}`, severity },
    annotations: {},
    startsAt: '',
    receivedAt: new Date(at),
  });
  const notices = [notice('page', 1), notice('page', 5), notice('ticket', 6), notice('none', 7)];
  assert.deepEqual(
    pageNotices(notices, 5).map(({ labels }) => labels.alertname),
    ['page5'],
  );
});
