import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes } from 'sequelize';
import { eventually } from '../../../test/support/eventually.ts';
import { hearQuestions } from '../../../test/support/hear-questions.ts';
import { createTestApp } from '../../../test/support/test-app.ts';
import { watchMachine } from '../../../test/support/watch-machine.ts';

const QUESTIONS = 4;
const VIEWERS = 200;
const VOTES = 200;
/** From a commit to the results with it on a screen, in milliseconds: the threshold of the objective `live-results`. */
const FRESH = 2000;

/** Follows a question as a browser does; gives when a total was first seen. */
function view(url: string): { totals: [total: number, at: number][]; leave(): void } {
  const totals: [number, number][] = [];
  const request = get(url, { headers: { accept: 'text/event-stream' } }, (response) => {
    response.setEncoding('utf8').on('data', (text: string) => {
      for (const [, total] of text.matchAll(/"total":(\d+)/g)) totals.push([Number(total), Date.now()]);
    });
    response.on('error', () => undefined);
  });
  request.on('error', () => undefined);
  return { totals, leave: () => request.destroy() };
}

test('99 of 100 votes are on the screens of both replicas within two seconds of their commit', async (t) => {
  const one = await createTestApp(t);
  const other = await createTestApp(t, {}, one.database.url);
  const replicas = [one, other];
  const hears = replicas.map(hearQuestions);
  const questions = await Promise.all(
    Array.from({ length: QUESTIONS }, (_, number) => one.published({ text: `Fresh, ${number}?` })),
  );
  for (const { slug } of questions) for (const heard of hears) await heard(slug);
  const origins = await Promise.all(replicas.map(({ app }) => app.listen({ port: 0, host: '127.0.0.1' })));
  const viewers = Array.from({ length: VIEWERS }, (_, number) => {
    const question = questions[number % QUESTIONS];
    const path =
      number % 3 ? `/questions/${question?.slug}/live` : `/api/v1/questions/${question?.slug}/results/live`;
    return { question, ...view(`${origins[number % 7 < 3 ? 0 : 1]}${path}`) };
  });
  t.after(() => {
    for (const { leave } of viewers) leave();
  });
  await eventually(() => assert.ok(viewers.every(({ totals }) => totals.length > 0)));
  const lateness = watchMachine();
  for (let vote = 0; vote < VOTES; vote += 1) {
    const { slug, choices } = questions[(vote * 7) % QUESTIONS] ?? assert.fail();
    const answer = await replicas[vote % 2]?.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      payload: { choices: [choices[vote % 2]] },
    });
    assert.equal(answer?.statusCode, 201);
    await sleep(10);
  }
  await eventually(() => {
    for (const { totals } of viewers) assert.equal(totals.at(-1)?.[0], VOTES / QUESTIONS);
  });
  const late = await lateness();
  const delays: number[] = [];
  for (const question of questions) {
    // The transaction's time, which is before its commit.
    const ballots = await one.database.sequelize.query<{ castAt: Date }>(
      'SELECT cast_at AS "castAt" FROM ballots WHERE question_id = $1 ORDER BY cast_at',
      { bind: [question.id], type: QueryTypes.SELECT },
    );
    for (const { totals } of viewers.filter((viewer) => viewer.question === question)) {
      for (const [index, { castAt }] of ballots.entries()) {
        const [, seen = Number.POSITIVE_INFINITY] = totals.find(([total]) => total > index) ?? [];
        delays.push(seen - castAt.getTime());
      }
    }
  }
  delays.sort((a, b) => a - b);
  const p99 = delays[Math.ceil(0.99 * delays.length) - 1] ?? Number.POSITIVE_INFINITY;
  assert.equal(delays.length, (VIEWERS * VOTES) / QUESTIONS);
  t.diagnostic(`p99 ${p99} ms, median ${delays[delays.length / 2]} ms, the machine up to ${late} ms late`);
  assert.ok(p99 <= FRESH + late, `p99 ${p99} ms on a machine that is up to ${late} ms late`);
});
