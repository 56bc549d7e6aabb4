import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import { closeQuestion, createQuestion } from '#src/features/questions/question-store.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('handing out the address of a question', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let ada: PageVisitor;
  before(async () => {
    test = await createTestApp(cleanup, { PUBLIC_URL: 'https://vote.example.org' });
    await test.organiser('ada');
    await test.organiser('grace');
    ada = new PageVisitor(test, { host: 'vote.example.org' });
    await ada.logIn('ada');
  });
  const share = (slug: string) => ada.get(`/organise/questions/${slug}/share`);
  const address = (path: string) => `https://vote.example.org${path}`;

  it('shows it before voting opens, with the time until which it leads to nothing', async () => {
    const opensAt = new Date('2999-01-01T10:00:00Z');
    const { slug } = await test.published({ text: 'Later?', opensAt }, 'ada');
    const { status, body } = await share(slug);
    assert.equal(status, 200);
    assert.match(body, /Voting has not started yet.*leads to no question:.*1 Jan 2999, 10:00/s);
    for (const means of ['<code>', 'data-copy="', 'data-share="'])
      assert.ok(body.includes(`${means}${address(`/questions/${slug}`)}`), means);
    assert.doesNotMatch(body, /#share/);
  });

  it('shows that of a draft, of an open question, and of the results of a closed one', async () => {
    const draft = await createQuestion(
      test.database,
      { ...questionDefaults, text: 'A draft?', choices: ['a', 'b'] },
      { accountId: (await test.database.accounts.findOne({ where: { name: 'ada' } }))?.id ?? 0, name: 'ada' },
    );
    assert.match((await share(draft.slug)).body, /This is a draft.*<code>https:[^<]*\/questions\/a-draft</s);
    const { slug } = await test.published({ text: 'Now?' }, 'ada');
    const open = await share(slug);
    assert.doesNotMatch(open.body, /class="notice/);
    assert.match(open.body, new RegExp(`href="/questions/${slug}/results#share"`));
    await closeQuestion(test.database, slug);
    assert.ok((await share(slug)).body.includes(`<code>${address(`/questions/${slug}/results`)}</code>`));
  });

  it('gives its QR code as a file', async () => {
    const { slug } = await test.published({ text: 'Scanned?' }, 'ada');
    for (const [format, type, begin] of [
      ['svg', /^image\/svg\+xml/, /^<svg xmlns/],
      ['png', /^image\/png/, /PNG/],
    ] as const) {
      const { status, headers, body } = await ada.get(`/organise/questions/${slug}/qr.${format}`);
      assert.equal(status, 200);
      assert.match(String(headers['content-type']), type);
      assert.equal(headers['content-disposition'], `attachment; filename="${slug}.${format}"`);
      assert.match(body.slice(0, 20), begin);
    }
    assert.equal((await ada.get(`/organise/questions/${slug}/qr.gif`)).status, 400);
  });

  it('is for who organises the question', async () => {
    const { slug } = await test.published({ text: 'Whose?', opensAt: new Date('2999-01-01') }, 'grace');
    for (const path of ['share', 'qr.svg'])
      assert.equal((await ada.get(`/organise/questions/${slug}/${path}`)).status, 404, path);
    const nobody = await new PageVisitor(test).get(`/organise/questions/${slug}/share`);
    assert.match(nobody.location ?? '', /^\/login/);
  });

  it('is beside an export only where there is a bucket, else beside the votes to download', async () => {
    const offers = async (env: NodeJS.ProcessEnv) => {
      const app = await createTestApp(cleanup, env);
      await app.organiser('ada');
      const visitor = new PageVisitor(app);
      await visitor.logIn('ada');
      const { slug } = await app.published({ text: 'Exported?' }, 'ada');
      const { body } = await visitor.get(`/questions/${slug}/results`);
      return [body.includes('href="/organise/exports/new'), body.includes(`/${slug}/votes.csv"`)];
    };
    assert.deepEqual(await offers({}), [false, true]);
    assert.deepEqual(await offers({ S3_BUCKET: 'votes' }), [true, false]);
  });

  it('is offered beside the results to who organises the question', async () => {
    const { slug } = await test.published({ text: 'Beside?' }, 'ada');
    const link = new RegExp(`href="/organise/questions/${slug}/share"`);
    assert.match((await ada.get(`/questions/${slug}/results`)).body, link);
    assert.doesNotMatch((await new PageVisitor(test).get(`/questions/${slug}/results`)).body, link);
  });
});
