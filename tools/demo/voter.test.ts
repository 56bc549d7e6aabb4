import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Voter } from './voter.ts';

async function api(questions: object[], status: number) {
  const votes: { url: string | undefined; key: unknown; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return response.end(JSON.stringify({ questions, next: null }));
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    votes.push({ url: request.url, key: request.headers['idempotency-key'], body: JSON.parse(body) });
    response.writeHead(status).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    votes,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

const open = {
  slug: 'tea',
  status: 'open',
  kind: 'single',
  policy: 'open',
  min_choices: 1,
  max_choices: 1,
  choices: [{ id: 7 }],
};

test('votes go to open questions, each under a key of its own', async (t) => {
  const { votes, url, close } = await api(
    [
      { ...open, slug: 'over', status: 'closed' },
      { ...open, slug: 'members', policy: 'account' },
      { ...open, slug: 'invited', policy: 'credential' },
      open,
    ],
    201,
  );
  t.after(close);
  const voter = new Voter(url);
  await voter.start(60_000);
  await voter.vote();
  voter.stop();
  assert.deepEqual(
    votes.map(({ url, body }) => ({ url, body })),
    [
      { url: '/api/v1/questions/tea/votes', body: { choices: [7] } },
      { url: '/api/v1/questions/tea/votes', body: { choices: [7] } },
    ],
  );
  assert.equal(new Set(votes.map(({ key }) => key)).size, 2);
  assert.deepEqual([voter.cast, voter.refused], [2, 0]);
});

test('a ballot holds as many choices as its question takes, in the order that its kind wants', async (t) => {
  const several = { ...open, min_choices: 2, max_choices: 3, choices: [7, 8, 9].map((id) => ({ id })) };
  for (const kind of ['multiple', 'ranked']) {
    const { votes, url, close } = await api([{ ...several, kind }], 201);
    t.after(close);
    const voter = new Voter(url);
    await voter.start(60_000);
    for (let n = 0; n < 40; n += 1) await voter.vote();
    voter.stop();
    const ballots = votes.map(({ body }) => (body as { choices: number[] }).choices);
    assert.deepEqual([...new Set(ballots.map(({ length }) => length))].sort(), [2, 3]);
    assert.ok(ballots.every((ballot) => new Set(ballot).size === ballot.length));
    const ascending = ballots.every((ballot) => String(ballot) === String(ballot.toSorted()));
    assert.equal(ascending, kind === 'multiple');
  }
});

test('refused votes are counted apart', async (t) => {
  const { url, close } = await api([open], 503);
  t.after(close);
  const voter = new Voter(url);
  await voter.start(60_000);
  voter.stop();
  assert.deepEqual([voter.cast, voter.refused], [0, 1]);
});

test('without an open question there is nothing to vote on', async (t) => {
  const { url, close } = await api([{ ...open, status: 'closed' }], 201);
  t.after(close);
  await assert.rejects(new Voter(url).start(60_000), /no open question/);
});
