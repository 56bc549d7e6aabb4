import assert from 'node:assert/strict';
import { it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { watchMachine } from '../support/watch-machine.ts';
import type { Bench } from './rig/bench.ts';
import { EXPORT_MS, startService } from './rig/service.ts';

/** Votes come by two exports at most, and by one more from a process that ends. */
const PATIENCE = { withinMs: 60_000 };

/** Waits for it, and holds how long that takes to two export intervals, beside what the machine is late by. */
async function soon(check: () => Promise<void>): Promise<void> {
  const lateness = watchMachine();
  const began = performance.now();
  await eventually(check, { everyMs: 50 });
  const took = performance.now() - began;
  const late = await lateness();
  assert.ok(took <= 2 * EXPORT_MS + late, `it took ${took} ms on a machine that is up to ${late} ms late`);
}

/** `votes_total` in Prometheus against the votes that were acknowledged. */
export function checkCounting(bench: () => Bench): void {
  const value = async (query: string) => {
    const [sample] = await bench().backends.promql(query);
    assert.ok(sample, `${query} gives nothing`);
    return Number(sample.value[1]);
  };

  /** Waits until every way of counting gives the votes cast on this question. */
  async function agrees(slug: string) {
    const votes = bench().box.cast.get(slug);
    await eventually(async () => {
      const counted = await value(`sum(max_over_time(votes_total{question="${slug}"}[10m]))`);
      assert.equal(counted, votes, `votes_total of ${slug}`);
      assert.equal(
        await value(`max(votes_recorded{question="${slug}"})`),
        votes,
        `votes_recorded of ${slug}`,
      );
      assert.equal(await value(`sum(increase(votes_total{question="${slug}"}[1h] anchored))`), votes);
    }, PATIENCE);
  }

  it('has a zero from each process for a question published a moment ago', async () => {
    const { slug } = await bench().organiser.publish('Is there a zero at once?');
    await soon(async () => {
      const series = await bench().backends.promql(`votes_total{question="${slug}"}`);
      assert.deepEqual(
        series.map((sample) => sample.value[1]),
        ['0', '0'],
      );
      const labels = Object.keys(series[0]?.metric ?? {});
      for (const label of ['question_id', 'instance', 'job']) assert.ok(labels.includes(label), label);
    });
  });

  it('shows the first vote to increase within two export intervals', async () => {
    const question = await bench().organiser.publish('Is the first vote an increase?');
    await bench().box.vote(bench().urls, question);
    await soon(async () => {
      const gain = await value(`sum(increase(votes_total{question="${question.slug}"}[5m]))`);
      // Two samples are extrapolated by half their distance at most, which floating point may round up.
      assert.ok(gain >= 0.9 && gain < 1.501, `the increase is ${gain}`);
    });
  });

  it('counts each vote once, over two processes with ids of their own', async () => {
    const { organiser, box, urls, backends } = bench();
    const questions = [await organiser.publish('Tea?'), await organiser.publish('Coffee?')];
    await box.castMany(urls, questions, 500);
    for (const { slug } of questions) await agrees(slug);
    const instances = await backends.promql('count by (instance) (votes_total{question="tea"})');
    assert.equal(instances.length, 2);
    assert.equal(new Set(instances.map(({ metric }) => metric.instance)).size, 2);
  });

  it('stays exact when a process is stopped under load: it drains, and then sends what it counted', async () => {
    const { organiser, box, urls, stack, databaseUrl } = bench();
    const question = await organiser.publish('Does a stop lose votes?');
    // It would send nothing by itself between its start and its end.
    const env = { OTEL_METRIC_EXPORT_INTERVAL: '3600000' };
    const stopped = await startService({ name: 'service-c', stack, databaseUrl, env });
    const pace = { concurrency: 16, perSecond: 200, keepGoing: true };
    const load = box.castMany([...urls, stopped.url], [question], 200, pace);
    await eventually(() => assert.ok(box.acknowledgedSince(stopped.url, 0).get(question.slug)));
    await stopped.part.stop();
    pace.keepGoing = false;
    await load;
    await agrees(question.slug);
    const shares = await bench().backends.promql(
      `max_over_time(votes_total{question="${question.slug}"}[10m]) > 0`,
    );
    assert.equal(shares.length, 3);
  });
}
