import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Tally } from '#src/features/results/tally/read-tally.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { type Viewer, type Watchable, WatchedQuestion } from './watched-question.ts';

const question: Watchable = {
  id: 1,
  slug: 'lunch',
  kind: 'single',
  timeZone: 'UTC',
  opensAt: null,
  closesAt: null,
};
const tally: Tally = { total: 1, choices: [{ id: 1, text: 'Soup', votes: 1 }], asOf: new Date() };

test('what was being drawn when the question changed is sent to nobody', async (t) => {
  const drawn = Promise.withResolvers<Map<Locale, Record<string, string>>>();
  const sent: string[] = [];
  let asked = false;
  const watched = new WatchedQuestion(question, {
    tally: async () => tally,
    question: async () => question,
    parts: () => {
      asked = true;
      return drawn.promise;
    },
  });
  t.after(() => watched.stop());
  watched.add({ locale: 'en', send: ({ event }) => sent.push(event) });
  await eventually(() => assert.ok(asked && sent.includes('results')), { everyMs: 5 });
  watched.stop();
  drawn.resolve(new Map([['en', { timeline: '' }]]));
  await turn();
  assert.deepEqual(sent, ['results']);
});

test('who comes after votes that nobody saw gets no results from before', async (t) => {
  const watched = new WatchedQuestion(question, {
    tally: async () => tally,
    question: async () => question,
    parts: async () => new Map(),
  });
  t.after(() => watched.stop());
  const first = Promise.withResolvers<void>();
  const viewer = { locale: undefined, send: () => first.resolve() };
  watched.add(viewer);
  await first.promise;
  watched.remove(viewer);
  /** What a viewer gets at once. */
  const look = () => {
    const sent: string[] = [];
    const passing: Viewer = { locale: undefined, send: ({ event }) => sent.push(event) };
    watched.add(passing);
    watched.remove(passing);
    return sent;
  };
  assert.deepEqual(look(), ['results']);
  watched.changed();
  await eventually(() => assert.deepEqual(look(), []), { everyMs: 20 });
});
