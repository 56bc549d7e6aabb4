import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Notifications } from '#src/database/notifications.ts';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { hearQuestions } from '../../../test/support/hear-questions.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../test/support/test-app.ts';
import type { LiveMessage, ResultsEvent } from './live/live-message.ts';
import { liveParts } from './live/live-parts.ts';
import { LiveResults, VOTES_CHANNEL } from './live-results.ts';
import { TallyReader } from './tally/tally-reader.ts';
import { fillLedger } from './testing/fill-ledger.ts';
import { TimelineReader } from './timeline/timeline-reader.ts';

const cleanup = suiteCleanup();
const site = await createTestApp(cleanup);

/** Another process of the same service: its own connection for messages, and a count of what it reads. */
async function replica() {
  const notifications = new Notifications(site.database.url, [QUESTIONS_CHANNEL, VOTES_CHANNEL]);
  await notifications.open();
  cleanup.after(() => notifications.close());
  const heard = hearQuestions({ notifications });
  const tallies = new TallyReader(site.database);
  const reads: number[] = [];
  const live = new LiveResults(site.database, notifications, {
    tally: (question) => {
      reads.push(performance.now());
      return tallies.read(question);
    },
    question: (slug) => site.catalogue.find(slug),
    parts: liveParts(new TimelineReader(site.database)),
  });
  cleanup.after(() => live.close());
  return { live, reads, heard, notifications };
}

/** A published question, once the replica has heard of it: hearing later would send its viewers away. */
async function question({ heard }: { heard: (slug: string) => Promise<void> }, text: string, ranked = false) {
  const input = { text, ...(ranked && { kind: 'ranked' as const, maxChoices: 2 }) };
  const { slug, id, choices } = await site.published(input);
  const published = await site.catalogue.find(slug);
  assert.ok(published);
  await heard(slug);
  const cast = () =>
    site.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      payload: { choices: [choices[0]] },
    });
  return { published, id, slug, choices, cast };
}

const totalOf = ({ data }: LiveMessage) => (JSON.parse(data) as ResultsEvent).total;

const until = (what: () => boolean) => eventually(() => assert.ok(what()), { everyMs: 10 });

test('a thousand viewers cost one reading per change, five a second at most, and miss nothing', async () => {
  const process = await replica();
  const { live, reads } = process;
  const { published, cast } = await question(process, 'Busy?');
  const last = new Map<number, number>();
  const leave = Array.from({ length: 1000 }, (_, viewer) =>
    live.watch(published, {
      locale: 'en',
      send: (message) => {
        if (message.event === 'results') last.set(viewer, totalOf(message));
      },
    }),
  );
  await until(() => last.size === 1000);
  assert.equal(reads.length, 1);
  const start = performance.now();
  let votes = 0;
  while (votes < 40) {
    const answers = await Promise.all([cast(), cast(), cast(), cast()]);
    votes += answers.filter(({ statusCode }) => statusCode === 201).length;
  }
  await until(() => [...last.values()].every((total) => total === votes));
  const seconds = (performance.now() - start) / 1000;
  assert.ok(reads.length <= 2 + 5 * seconds, `${reads.length} readings in ${seconds} s`);
  for (const stop of leave) stop();
  const before = reads.length;
  await cast();
  await sleep(600);
  assert.equal(reads.length, before, 'nobody watches');
});

test('who joins later is told at once what others were told, without another reading', async () => {
  const process = await replica();
  const { live, reads } = process;
  const { published } = await question(process, 'Joining?');
  const seen: string[] = [];
  const viewer = (locale: 'en' | 'es') =>
    live.watch(published, { locale, send: ({ event }) => seen.push(`${locale} ${event}`) });
  viewer('en');
  await until(() => seen.length === 2);
  viewer('en');
  assert.deepEqual(seen.slice(2), ['en results', 'en parts']);
  viewer('es');
  await until(() => seen.includes('es parts'));
  assert.equal(reads.length, 1);
});

test('rounds of a ranked question follow the votes, in the language of the viewer', async () => {
  const process = await replica();
  const { live } = process;
  const { published, id, choices, cast } = await question(process, 'Ranked?', true);
  const [tea = 0, coffee = 0] = choices;
  await fillLedger(site.database, id, [[[coffee, tea], 2]], { ranked: true });
  const parts: Record<string, string>[] = [];
  live.watch(published, {
    locale: 'es',
    send: ({ event, data }) => {
      if (event === 'parts') parts.push(JSON.parse(data));
    },
  });
  await until(() => parts.length > 0);
  assert.match(parts[0]?.rounds ?? '', /<bdi>Coffee<\/bdi><\/strong> ganaría en la primera ronda/);
  assert.match(parts[0]?.timeline ?? '', /2 votos/);
  for (let votes = 0; votes < 3; votes += 1) await cast();
  await until(() => /<bdi>Tea<\/bdi><\/strong> ganaría/.test(parts.at(-1)?.rounds ?? ''));
  await until(() => /5 votos/.test(parts.at(-1)?.timeline ?? ''));
});

test('votes on any number of questions are told, and told again where that fails', async () => {
  const { notifications } = await replica();
  const heard = new Set<number>();
  notifications.on('message', (channel, payload) => {
    if (channel === VOTES_CHANNEL) for (const [id] of JSON.parse(payload) as [number][]) heard.add(id);
  });
  let failures = 1;
  const query = (...asked: Parameters<typeof site.database.sequelize.query>) =>
    failures-- > 0 ? Promise.reject(new Error('no connection')) : site.database.sequelize.query(...asked);
  const failing = { ...site.database, sequelize: { query } } as unknown as typeof site.database;
  const live = new LiveResults(failing, notifications, {} as ConstructorParameters<typeof LiveResults>[2]);
  cleanup.after(() => live.close());
  // Longer than any that the database gives soon, and with the parts of a millisecond that a clock has.
  for (let id = 2_000_000_000; id < 2_000_001_000; id += 1) live.changed(id, 1_800_000_000_000.1235);
  await until(() => heard.size === 1000);
});

test('viewers are sent away when the question changes', async () => {
  const process = await replica();
  const { live, reads } = process;
  const { published, slug } = await question(process, 'Ending?');
  const events: string[] = [];
  live.watch(published, { locale: 'en', send: ({ event }) => events.push(event) });
  await until(() => events.includes('parts'));
  await closeQuestion(site.database, slug);
  await until(() => events.at(-1) === 'changed');
  const before = reads.length;
  await sleep(300);
  assert.equal(reads.length, before);
});

test('who waits for the close is told of it and of no vote, and costs no reading', async () => {
  const process = await replica();
  const { live, reads } = process;
  const { published, slug, cast } = await question(process, 'Waiting?');
  const [waiting, totals, gone]: [string[], number[], string[]] = [[], [], []];
  live.awaitChange(published, ({ event }) => waiting.push(event));
  live.awaitChange(published, ({ event }) => gone.push(event))();
  const view = () =>
    live.watch(published, {
      locale: 'en',
      send: (message) => {
        if (message.event === 'results') totals.push(totalOf(message));
      },
    });
  view()();
  await until(() => reads.length <= 1);
  await cast();
  await cast();
  await sleep(600);
  const before = reads.length;
  assert.ok(before <= 1, 'nobody sees the results');
  view();
  await until(() => totals.at(-1) === 2);
  assert.deepEqual(waiting, []);
  await closeQuestion(site.database, slug);
  await until(() => waiting.length === 1);
  assert.deepEqual([waiting, gone], [['changed'], []]);
});

test('a message that was lost with its connection hides nothing from those it was about', async () => {
  const process = await replica();
  const { live, notifications } = process;
  const [hidden, kept] = [await question(process, 'Hidden meanwhile?'), await question(process, 'The same?')];
  const events: string[] = [];
  for (const { published, slug } of [hidden, kept])
    live.watch(published, { locale: 'en', send: ({ event }) => events.push(`${slug} ${event}`) });
  await until(() => events.length === 4);
  await site.database.questions.update({ results: 'organisers' }, { where: { id: hidden.id } });
  site.catalogue.forget(hidden.slug);
  notifications.emit('reset');
  await until(() => events.length === 6);
  assert.deepEqual(events.slice(4).sort(), [`${hidden.slug} changed`, `${kept.slug} results`].sort());
});
