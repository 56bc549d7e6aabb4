import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { sealNow } from '#src/features/proofs/testing/ledger.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('what proofs are answered with', () => {
  const cleanup = suiteCleanup();
  let site: TestApp;
  let slug: string;
  let headers: { authorization: string };
  before(async () => {
    site = await createTestApp(cleanup);
    headers = await site.organiser('ada');
    const question = await site.published({ text: 'Answered?' }, 'ada');
    slug = question.slug;
    const payload = { choices: question.choices.slice(0, 1) };
    await site.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload });
    await site.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/proof/head`, headers });
    await sealNow(site.database.url, question.id);
    await closeQuestion(site.database, slug);
    site.catalogue.forget(slug);
    await sealNow(site.database.url, question.id);
  });
  const addresses = () => [`/questions/${slug}/proof/bundle`, `/api/v1/questions/${slug}/proof/bundle`];

  it('is kept by nobody', async () => {
    const api = `/api/v1/questions/${slug}/proof`;
    for (const url of [api, `${api}/consistency?from=1&to=2`, ...addresses()]) {
      const { statusCode, headers: sent } = await site.app.inject({ url });
      assert.deepEqual([statusCode, sent['cache-control']], [200, 'no-store'], url);
    }
  });

  it('is a bundle to be saved under the name of the question, made for nobody who only asks for its head', async () => {
    for (const [at, url] of addresses().entries()) {
      const answer = await site.app.inject({ url });
      assert.equal(answer.headers['content-disposition'], `attachment; filename="proof_${slug}.ndjson"`);
      assert.equal((await site.app.inject({ method: 'HEAD', url })).statusCode, [404, 405][at]);
    }
  });

  it('says why two heads are not compared, and that there is no such head', async () => {
    const ask = async (query: string) =>
      (await site.app.inject(`/api/v1/questions/${slug}/proof/consistency?${query}`)).json();
    const { type, title } = await ask('from=2&to=1');
    assert.deepEqual(
      [type, title],
      ['urn:tallyscope:problem:invalid-request', 'The first head is the newer one'],
    );
    for (const query of ['from=1&to=3', 'from=3&to=1'])
      assert.equal((await ask(query)).detail, 'There is no such head of this question.');
    const { detail } = (await site.app.inject(`${addresses()[1]}?head=3`)).json();
    assert.equal(detail, 'There is no such head of this question.');
  });

  it('says why no head is signed, to readers of a page in their language', async () => {
    const url = `/api/v1/questions/${slug}/proof/head`;
    const refused = (await site.app.inject({ method: 'POST', url, headers })).json();
    assert.deepEqual([refused.type, refused.title], ['urn:tallyscope:problem:state', 'Not possible now']);
    const visitor = new PageVisitor(site, { 'accept-language': 'es' });
    await visitor.logIn('ada');
    const { status, body } = await visitor.post(`/questions/${slug}/proof/head`);
    assert.equal(status, 409);
    assert.match(body, /La cabecera final/);
  });

  it('offers to sign a head only to who may, and where ballots are sealed', async () => {
    const organiser = new PageVisitor(site);
    await organiser.logIn('ada');
    const offers = async (of: string) => {
      const { body } = await organiser.get(`/questions/${of}/proof`);
      return body.includes('Sign a head now');
    };
    const own = (await site.published({ text: 'Own?' }, 'ada')).slug;
    const changeable = { text: 'Changeable?', policy: 'account', secret: false } as const;
    const changed = (await site.published(changeable, 'ada')).slug;
    const others = (await site.published({ text: "Somebody else's?" })).slug;
    assert.deepEqual(await Promise.all([own, changed, others].map(offers)), [true, false, false]);
    await closeQuestion(site.database, changed);
    site.catalogue.forget(changed);
    assert.equal(await offers(changed), false, 'the final head is signed by itself');
    assert.equal((await organiser.post(`/questions/${own}/proof/head`)).status, 303);
    const { body } = await organiser.get(`/questions/${own}/proof`);
    assert.match(body, /It is signed within seconds\..*It is signed within seconds: load/s);
    const forged = await site.app.inject({
      method: 'POST',
      url: `/questions/${own}/proof/head`,
      cookies: Object.fromEntries(organiser.cookies),
    });
    assert.equal(forged.statusCode, 403);
  });

  it('is that a head is asked for, by whom, also where there is a log', async () => {
    const { id, slug: own } = await site.published({ text: 'Asked?' }, 'ada');
    await sealNow(site.database.url, id);
    const organiser = new PageVisitor(site);
    await organiser.logIn('ada');
    const asked = await site.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${own}/proof/head`,
      headers,
    });
    assert.deepEqual([asked.statusCode, asked.json().requested], [202, true]);
    await organiser.post(`/questions/${own}/proof/head`);
    const log = await site.app.inject({ url: `/api/v1/audit-log?question=${own}`, headers });
    const actors = (log.json().actions as { action: string; actor: string }[])
      .filter(({ action }) => action === 'head.requested')
      .map(({ actor }) => actor);
    assert.deepEqual(actors, ['ada', 'ada']);
  });

  it('is nothing to a token that may not read results, or not write questions', async () => {
    const { slug: hidden } = await site.published({ text: 'Hidden?', results: 'closed' }, 'ada');
    const withToken = async (name: string, scope: string) => {
      const made = await site.app.inject({
        method: 'POST',
        url: '/api/v1/tokens',
        headers,
        payload: { name, scopes: [scope] },
      });
      return { authorization: `Bearer ${made.json<{ token: string }>().token}` };
    };
    const [reads, writes] = [
      await withToken('reads', 'results:read'),
      await withToken('writes', 'questions:write'),
    ];
    const url = `/api/v1/questions/${hidden}/proof`;
    const statuses = async (of: typeof reads) => [
      (await site.app.inject({ url, headers: of })).statusCode,
      (await site.app.inject({ method: 'POST', url: `${url}/head`, headers: of })).statusCode,
    ];
    assert.deepEqual(await statuses(reads), [200, 403]);
    assert.deepEqual(await statuses(writes), [403, 202]);
  });

  it('is that the head is on its way where there has been none', async () => {
    const { slug: none } = await site.published({ text: 'None yet?' });
    await closeQuestion(site.database, none);
    site.catalogue.forget(none);
    const { state, heads } = (await site.app.inject(`/api/v1/questions/${none}/proof`)).json();
    assert.deepEqual([state, heads], ['signing', []]);
  });
});
