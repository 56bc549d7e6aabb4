import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parseHead } from '#src/features/proofs/log-head.ts';
import { leafHash } from '#src/features/proofs/merkle/hashing.ts';
import type { HeadResponse } from '#src/features/proofs/proof-api-schema.ts';
import { openNote } from '#src/features/proofs/signed-note.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { sealNow, testKey } from '#src/features/proofs/testing/ledger.ts';
import { verifyConsistency, verifyInclusion } from '#src/features/proofs/testing/verify-paths.ts';
import { trustedKeys } from '#src/features/proofs/verify/trusted-keys.ts';
import { type Evidence, verifyFiles } from '#src/features/proofs/verify/verify-files.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import type { Static } from '#src/schema/type.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { makeScratchDirectory } from '../../../test/support/scratch-directory.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const cleanup = suiteCleanup();
let site: TestApp;
let directory: string;
let ada: { authorization: string };

type Head = Static<typeof HeadResponse>;

const get = async (url: string, headers: Record<string, string> = {}) => {
  const { statusCode: status, body, headers: sent } = await site.app.inject({ url, headers });
  return { status, body, headers: sent, json: () => JSON.parse(body) };
};
const api = (slug: string, rest = '', headers = {}) => get(`/api/v1/questions/${slug}/proof${rest}`, headers);
const headsOf = async (slug: string, headers = {}) => (await api(slug, '', headers)).json().heads as Head[];

async function vote(slug: string, choices: (number | undefined)[], headers = {}) {
  const response = await site.app.inject({
    method: 'POST',
    url: `/api/v1/questions/${slug}/votes`,
    payload: { choices },
    headers,
  });
  assert.ok(response.statusCode < 300, response.body);
  return response.json().receipt as string;
}

const ask = (slug: string, headers = ada) =>
  site.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/proof/head`, headers });
const seal = (id: number, key = testKey) => sealNow(site.database.url, id, { key });
async function close(slug: string) {
  await closeQuestion(site.database, slug);
  site.catalogue.forget(slug);
}

/** What `tallyscope verify` says of the bundle at an address. */
async function verified(url: string, more: { receipt?: string; keys?: Evidence['keys'] } = {}) {
  const { status, body, headers } = await get(url);
  assert.equal(status, 200, body);
  assert.equal(headers['content-type'], 'application/x-ndjson');
  const bundle = join(directory, 'bundle');
  await writeFile(bundle, body);
  const { problems, verified } = await verifyFiles({ bundle, keys: new Map([[testKey.id, {}]]), ...more });
  assert.deepEqual(problems, []);
  return verified.join('\n');
}

describe('proofs', () => {
  before(async () => {
    site = await createTestApp(cleanup);
    ada = await site.organiser('ada');
    directory = await makeScratchDirectory();
    cleanup.after(() => rm(directory, { recursive: true, force: true }));
  });

  it('go from votes over a head on demand to the final one, each verified by itself', async () => {
    const { id, slug, choices } = await site.published({ text: 'Proved?' }, 'ada');
    const [tea, coffee] = choices;
    assert.deepEqual((await api(slug)).json(), {
      question: slug,
      state: 'open',
      sealed: 0,
      requested: false,
      heads: [],
    });
    assert.equal((await api(slug, '/bundle')).status, 404);

    const receipt = await vote(slug, [tea]);
    await vote(slug, [coffee]);
    const asked = await ask(slug);
    assert.equal(asked.statusCode, 202);
    assert.equal(asked.json().requested, true);
    await seal(id);
    const [first] = await headsOf(slug);
    assert.ok(first);
    assert.deepEqual([first.number, first.size, first.final, first.key], [1, 2, false, testKey.id]);
    const said = parseHead(openNote(first.note, testKey.publicKey) ?? '');
    assert.equal(said?.root.toString('base64'), first.root);
    assert.deepEqual(said?.tally, first.tally);

    for (let n = 0; n < 5; n++) await vote(slug, [coffee]);
    await close(slug);
    assert.equal((await api(slug)).json().state, 'signing');
    await seal(id);
    const proof = (await api(slug)).json();
    assert.deepEqual([proof.state, proof.sealed, proof.requested], ['final', 7, false]);
    const [last] = proof.heads as Head[];
    assert.deepEqual(last?.tally, [
      { choice: tea, votes: 1 },
      { choice: coffee, votes: 6 },
    ]);

    const all = await verified(`/api/v1/questions/${slug}/proof/bundle`, { receipt });
    assert.match(
      all,
      /head: 7 ballots, .* after the close\n[\s\S]*tally: "Tea" 1, "Coffee" 6\nreceipt: entry \d of the log, "Tea"/,
    );
    assert.match(
      await verified(`/api/v1/questions/${slug}/proof/bundle?head=1`),
      /tally: "Tea" 1, "Coffee" 1$/,
    );
    assert.equal(
      await verified(`/questions/${slug}/proof/bundle?head=2`),
      await verified(`/api/v1/questions/${slug}/proof/bundle`),
    );

    const { path, from, to } = (await api(slug, '/consistency?from=1&to=2')).json();
    const tree = ({ size, root }: Head) => ({ size, root: Buffer.from(root, 'base64') });
    const hashes = path.map((hash: string) => Buffer.from(hash, 'base64'));
    assert.ok(verifyConsistency(tree(from), tree(to), hashes));
    assert.ok(!verifyConsistency({ ...tree(from), root: leafHash(Buffer.of()) }, tree(to), hashes));
    assert.equal((await api(slug, '/consistency?from=2&to=1')).status, 400);
    assert.equal((await api(slug, '/consistency?from=1&to=3')).status, 404);
    assert.equal((await api(slug, '/bundle?head=3')).status, 404);
    assert.equal((await api(slug, '/bundle?head=x')).status, 400);

    const opened = await site.app.inject({
      method: 'POST',
      url: '/api/v1/receipts',
      payload: { code: receipt },
    });
    const { inclusion } = opened.json();
    const leaf = Buffer.from(inclusion.leaf, 'base64');
    const place = {
      leaf,
      position: inclusion.position,
      size: inclusion.size,
      root: Buffer.from(last?.root ?? '', 'base64'),
    };
    const beside = inclusion.path.map((hash: string) => Buffer.from(hash, 'base64'));
    assert.equal(inclusion.head, last?.note);
    assert.ok(verifyInclusion(place, beside));
    assert.ok(!verifyInclusion({ ...place, position: place.position + 1 }, beside));
  });

  it('hold more ballots than one statement reads', async () => {
    const { id, slug, choices } = await site.published({ text: 'Many?' });
    await site.database.sequelize.query(
      `WITH cast_now AS (
         INSERT INTO ballots (id, question_id, choices, cast_at)
         SELECT gen_random_uuid(), $1, ARRAY[$2::int], now() - n * interval '1 ms' FROM generate_series(1, 4500) n RETURNING 1
       ), counted AS (INSERT INTO turnouts SELECT $1, count(*) FROM cast_now)
       UPDATE choices SET tally = 4500 WHERE id = $2`,
      { bind: [id, choices[0]] },
    );
    await close(slug);
    await sealNow(site.database.url, id, { most: 10_000 });
    assert.match(await verified(`/api/v1/questions/${slug}/proof/bundle`), /head: 4500 ballots/);
  });

  it('refuse a head where there is nothing to sign', async () => {
    const changeable = await site.published({ text: 'Changeable?', policy: 'account', secret: false }, 'ada');
    const refused = await ask(changeable.slug);
    assert.equal(refused.statusCode, 409);
    assert.match(refused.json().detail, /may be changed until voting closes/);
    const { paths } = (await site.app.inject('/api/v1/openapi.json')).json();
    assert.ok('409' in paths['/api/v1/questions/{slug}/proof/head'].post.responses);
    await close(changeable.slug);
    await seal(changeable.id);
    assert.equal((await headsOf(changeable.slug))[0]?.final, true);
    assert.match((await ask(changeable.slug)).json().detail, /final head is signed/);
    const scheduled = await site.published(
      { text: 'Later?', opensAt: new Date(Date.now() + 3_600_000) },
      'ada',
    );
    assert.match((await ask(scheduled.slug)).json().detail, /not open yet/);
    const { slug } = await site.published({ text: "Somebody else's?" });
    assert.equal((await ask(slug)).statusCode, 403);
    assert.equal((await ask('nowhere')).statusCode, 404);
  });

  it('are hidden with the results, and shown to those who may see them', async () => {
    const { id, slug, choices } = await site.published({ text: 'Hidden?', results: 'closed' }, 'ada');
    await vote(slug, [choices[0]]);
    await ask(slug);
    await seal(id);
    const addresses = ['', '/bundle', '/consistency?from=1&to=1'];
    for (const address of addresses) {
      assert.equal((await api(slug, address)).status, 403, address);
      assert.equal((await api(slug, address, ada)).status, 200, address);
    }
    const page = await get(`/questions/${slug}/proof`, { accept: 'text/html' });
    assert.equal(page.status, 200);
    assert.match(page.body, /The results are not shown yet/);
    const [head] = await headsOf(slug, ada);
    assert.ok(!page.body.includes(head?.root ?? '') && !/bundle/.test(page.body));
    assert.equal((await get(`/questions/${slug}/proof/bundle`)).status, 403);
    await close(slug);
    for (const address of addresses) assert.equal((await api(slug, address)).status, 200, address);
  });

  it('are on a page, on which organisers ask for a head', async () => {
    const { id, slug, choices } = await site.published(
      { text: 'On a page?', kind: 'ranked', maxChoices: 2 },
      'ada',
    );
    const url = `/questions/${slug}/proof`;
    const [reader, organiser] = [new PageVisitor(site), new PageVisitor(site)];
    await organiser.logIn('ada');
    assert.match((await reader.get(url)).body, /No head is signed yet.*0 ballots sealed up to now/);
    assert.doesNotMatch((await reader.get(url)).body, /Sign a head now/);
    await vote(slug, [choices[1], choices[0]]);
    assert.match((await organiser.get(url)).body, /Sign a head now/);
    const { status, location } = await organiser.post(`${url}/head`);
    assert.deepEqual([status, location], [303, url]);
    assert.match((await organiser.get(url)).body, /A head is asked for/);
    await seal(id);
    const [head] = await headsOf(slug);
    const open = (await reader.get(url)).body.replaceAll('&#61;', '=');
    for (const part of [
      'Signed while voting goes on',
      'First preferences',
      'Wins the instant runoff:',
      head?.root ?? '',
      `npm run -s tallyscope verify -- --bundle proof_${slug}.ndjson --key ${testKey.id}`,
    ])
      assert.ok(open.includes(part), part);
    assert.ok(open.includes(`href="${url}/bundle?head=1"`));
    await close(slug);
    assert.match((await reader.get(url)).body, /The final head is being signed/);
    await seal(id);
    const closed = (await organiser.get(url)).body;
    assert.match(closed, /Closed and signed[\s\S]*the only ballot/);
    assert.match(closed, /Earlier heads/);
    assert.doesNotMatch(closed, /Sign a head now/);
    assert.ok((await reader.get(`/questions/${slug}/results`)).body.includes(`href="${url}"`));
    assert.equal((await organiser.post(`${url}/head`)).status, 409);
    assert.equal((await reader.post(`${url}/head`)).status, 401);
    assert.equal((await reader.get('/questions/nowhere/proof')).status, 404);
  });

  it('write the wish for a head into the audit log', async () => {
    const { slug } = await site.published({ text: 'Logged?' }, 'ada');
    await ask(slug);
    const { body } = await get(`/api/v1/audit-log?question=${slug}`, ada);
    assert.match(body, /head\.requested/);
  });

  it('stay verifiable with the key of their time when another key takes its place', async () => {
    const { id, slug, choices } = await site.published({ text: 'Rotated?' });
    await vote(slug, [choices[0]]);
    await close(slug);
    await seal(id);
    const other = signingKey({ sessionSecret: 'the secret that comes after the first one' });
    const next = await site.published({ text: 'Signed anew?' });
    await vote(next.slug, [next.choices[0]]);
    await close(next.slug);
    await seal(next.id, other);
    const [wellKnown, listed] = [
      await get('/.well-known/tallyscope-keys.json'),
      await get('/api/v1/signing-keys'),
    ];
    assert.equal(wellKnown.body, listed.body);
    const { keys } = listed.json();
    const [now, before] = keys;
    assert.deepEqual([now.id, now.used_until, before.id], [other.id, null, testKey.id]);
    assert.ok(before.used_until >= before.used_from);
    assert.equal(now.public_key, other.publicKey.toString('base64'));
    assert.equal(now.id, createHash('sha256').update(other.publicKey).digest('hex').slice(0, 32));
    const file = join(directory, 'keys.json');
    await writeFile(file, wellKnown.body);
    const trusted = await trustedKeys(file);
    for (const one of [slug, next.slug]) await verified(`/questions/${one}/proof/bundle`, { keys: trusted });
    assert.equal((await headsOf(slug))[0]?.key, testKey.id);
    assert.equal((await headsOf(next.slug))[0]?.key, other.id);
  });
});
