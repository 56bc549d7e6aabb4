import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { run } from '../containers/run.ts';

const site = process.env.TALLYSCOPE_URL ?? 'http://127.0.0.1:8080';

interface Asked {
  slug: string;
  kind: string;
  policy: string;
  status: string;
  choices: { id: number }[];
}

/** Runs a command of the program in the worker's container. */
const inWorker = (...args: string[]) =>
  run('docker', ['compose', 'exec', '-T', 'worker', 'node', 'src/main.ts', ...args], { cwd: PROJECT });

/** Questions that anybody may vote on as often as they like, with one choice. */
async function openQuestions(): Promise<Asked[]> {
  const response = await fetch(`${site}/api/v1/questions`);
  const { questions } = (await response.json()) as { questions: Asked[] };
  const open = questions.filter(
    ({ status, kind, policy }) => status === 'open' && kind === 'single' && policy === 'open',
  );
  assert.ok(open.length > 0, 'nothing to vote on');
  return open;
}

async function vote({ slug, choices }: Asked, choice = choices[0]?.id): Promise<number> {
  const response = await fetch(`${site}/api/v1/questions/${slug}/votes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ choices: [choice] }),
  });
  await response.body?.cancel();
  return response.status;
}

/** Publishes, votes, refuses, watches and exports, and goes on with a little of it until the given function is called. */
export async function startTraffic(): Promise<() => Promise<void>> {
  inWorker('seed');
  const questions = await openQuestions();
  const [question] = questions;
  assert.ok(question);
  const statuses = await Promise.all(questions.map((asked) => vote(asked)));
  assert.ok(statuses.includes(201), `votes gave ${statuses}`);
  assert.equal(await vote(question, 2_000_000_000), 422);
  const watching = new AbortController();
  await fetch(`${site}/questions/${question.slug}/live`, { signal: watching.signal });
  inWorker('export', '--prefix', 'compose', '--all');
  let stopped = false;
  const running = (async () => {
    for (; !stopped; await sleep(500)) {
      await vote(question);
      for (const path of ['/', `/questions/${question.slug}`, `/questions/${question.slug}/results`])
        await (await fetch(site + path)).body?.cancel();
    }
  })();
  return async () => {
    stopped = true;
    watching.abort();
    await running;
  };
}
