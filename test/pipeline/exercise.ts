import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import type { Bench } from './rig/bench.ts';
import type { Asked } from './rig/organiser.ts';

async function cast(url: string, slug: string, choice: number, cookie = ''): Promise<Response> {
  const response = await fetch(`${url}/api/v1/questions/${slug}/votes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ choices: [choice] }),
  });
  await response.body?.cancel();
  return response;
}

/** Votes that are refused: a second one of the same browser, an unknown choice, a closed question. */
async function refusedVotes({ organiser, urls: [url = ''] }: Bench): Promise<void> {
  const { slug, choices } = await organiser.publish('Once each?', { policy: 'browser' });
  const [choice = 0] = choices;
  const first = await cast(url, slug, choice);
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0];
  assert.equal((await cast(url, slug, choice, cookie)).status, 409);
  assert.equal((await cast(url, slug, 2_000_000_000)).status, 422);
  await organiser.send('POST', `/questions/${slug}/close`);
  assert.equal((await cast(url, slug, choice)).status, 409);
}

/** A voter who watches the results, and one who hangs up in the middle of a request. */
async function watchedResults({ box, urls: [url = ''] }: Bench, question: Asked): Promise<() => void> {
  const abort = new AbortController();
  const stream = await fetch(`${url}/questions/${question.slug}/live`, {
    headers: { accept: 'text/event-stream' },
    signal: abort.signal,
  });
  const reader = stream.body?.getReader();
  await reader?.read();
  await box.castMany([url], [question], 20);
  await reader?.read();
  return () => abort.abort();
}

function hangUp(url: string, slug: string): void {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /api/v1/questions/${slug}/votes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`,
  );
  socket.write('content-length: 100\r\n\r\n{', () => setTimeout(() => socket.destroy(), 100));
}

/** An export that cannot succeed: its question is deleted before the worker comes to it, or while it does. */
async function failedExport({ organiser }: Bench): Promise<void> {
  const { slug } = await organiser.publish('Gone before it is exported?');
  const asking = organiser.send<{ id: string }>('POST', '/exports', { prefix: 'gone', questions: [slug] });
  const { id } = await asking;
  await organiser.send('DELETE', `/questions/${slug}`).catch(() => undefined);
  await eventually(async () => {
    const { state } = await organiser.send<{ state: string }>('GET', `/exports/${id}`);
    assert.ok(state === 'failed' || state === 'succeeded', state);
  });
}

/** Votes and looks at a page twice a second, so that no rate runs dry while rules are waited for. */
function trickle({ box, urls: [url = ''] }: Bench, question: Asked): () => Promise<void> {
  let stopped = false;
  const running = (async () => {
    for (; !stopped; await sleep(500)) {
      await box.vote([url], question);
      await (await fetch(`${url}/questions/${question.slug}`)).body?.cancel();
    }
  })();
  return () => {
    stopped = true;
    return running;
  };
}

/** Does once what the other checks do not, so that every signal there is has a reason to appear, and goes on with a little until the given function is called. */
export async function exercise(bench: Bench): Promise<() => Promise<void>> {
  const [url = ''] = bench.urls;
  const question = await bench.organiser.publish('What else can happen?');
  await refusedVotes(bench);
  const stopWatching = await watchedResults(bench, question);
  hangUp(url, question.slug);
  await failedExport(bench);
  for (const path of ['/', `/questions/${question.slug}/results`, '/nowhere', '/api/v1/questions'])
    await (await fetch(url + path)).body?.cancel();
  const stopVoting = trickle(bench, question);
  return async () => {
    stopWatching();
    await stopVoting();
  };
}
