import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { ComposeStack } from './compose-stack.ts';
import { run } from './run.ts';

const VOTES = 7;

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests look at
const get = async (url: string): Promise<any> => (await fetch(url)).json();

describe('the compose stack', () => {
  let stack: ComposeStack;
  let question: { slug: string; choices: { id: number }[] };
  /** Votes of that question with the made-up ones, which no process has counted. */
  let total: number;
  before(async () => {
    stack = await ComposeStack.prepare();
    stack.up();
  });
  after(() => stack?.remove());

  const api = (path = '') => `${stack.web}/api/v1/questions${path}`;
  const totalOf = async (slug: string) => (await get(api(`/${slug}/results`))).total;
  const asked = (expression: string) =>
    get(`${stack.prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const votesInPrometheus = async (expression: string) => {
    const { data } = await asked(expression);
    return Number(data.result[0]?.value[1]);
  };

  it('is ready in every process once it is up, with limits that are shared', () => {
    const readiness = "console.log(await (await fetch('http://127.0.0.1:3000/readyz')).text())";
    for (const service of ['web', 'api', 'worker'])
      assert.deepEqual(JSON.parse(stack.node(service, readiness)), { status: 'ready' });
  });

  it('listens on loopback alone', () => {
    const ids = stack.compose('ps', '--quiet').split('\n');
    const ports = ids.map((id) => run('docker', ['port', id])).join('\n');
    assert.ok(ports.includes('127.0.0.1:'));
    for (const line of ports.split('\n').filter(Boolean)) assert.match(line, /-> 127\.0\.0\.1:\d+$/);
  });

  it('takes votes through the proxy, which Prometheus and Loki hear of', async () => {
    stack.compose('exec', '-T', 'api', 'node', 'src/main.ts', 'seed');
    const { questions } = await get(api());
    question = questions.find(
      ({ policy, kind }: { policy: string; kind: string }) => policy === 'open' && kind === 'single',
    );
    total = VOTES + (await totalOf(question.slug));
    for (let n = 0; n < VOTES; n += 1) {
      const answer = await fetch(api(`/${question.slug}/votes`), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify({ choices: [question.choices[0]?.id] }),
      });
      assert.equal(answer.status, 201, await answer.text());
    }
    await eventually(
      async () =>
        assert.equal(await votesInPrometheus(`sum(votes_total{question="${question.slug}"})`), VOTES),
      { withinMs: 60_000 },
    );
    const query = encodeURIComponent('count_over_time({service_name="tallyscope-api"}[1h])');
    await eventually(
      () => {
        const found = stack.node(
          'api',
          `console.log(await (await fetch('http://loki:3100/loki/api/v1/query?query=${query}')).text())`,
        );
        assert.notDeepEqual(JSON.parse(found).data.result, []);
      },
      { withinMs: 60_000, everyMs: 2000 },
    );
  });

  it('answers pages from web and never /api', async () => {
    const page = await fetch(`${stack.web}/questions/${question.slug}`);
    assert.match(page.headers.get('content-type') ?? '', /text\/html/);
    const direct = "console.log((await fetch('http://127.0.0.1:3000/api/v1/questions')).status)";
    assert.equal(stack.node('web', direct), '404');
    assert.equal(stack.node('api', direct), '200');
  });

  it('scrapes what has to be scraped', async () => {
    await eventually(async () => {
      const { data } = await asked('up');
      const up = data.result.map(({ metric, value }: { metric: { job: string }; value: string[] }) => [
        metric.job,
        value[1],
      ]);
      assert.deepEqual(up.toSorted(), [
        ['alertmanager', '1'],
        ['otel-collector', '1'],
        ['prometheus', '1'],
      ]);
    });
  });

  it('keeps what it counted when it is taken down and brought up again', async () => {
    stack.compose('down', '--timeout', '30');
    stack.up();
    // The first connection may be one that the old proxy closed.
    await eventually(async () => assert.equal(await totalOf(question.slug), total));
    const before = `max_over_time(sum(votes_total{question="${question.slug}"})[1h:5s])`;
    assert.ok((await votesInPrometheus(before)) >= VOTES);
  });
});
