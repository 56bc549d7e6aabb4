import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { QuestionInput } from '#src/features/questions/question-input.ts';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import { createQuestion } from '#src/features/questions/question-store.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('the preview of a question', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let ada: PageVisitor;
  before(async () => {
    test = await createTestApp(cleanup);
    await test.organiser('ada');
    await test.organiser('grace');
    ada = new PageVisitor(test);
    await ada.logIn('ada');
  });

  /** Stores a draft of that account. */
  async function drafted(input: Partial<QuestionInput>, name = 'ada') {
    const account = await test.database.accounts.findOne({ where: { name } });
    const draft = { ...questionDefaults, text: 'Seen?', choices: ['Tea', 'Coffee'], ...input };
    return createQuestion(test.database, draft, { accountId: account?.id ?? 0, name });
  }
  const path = (slug: string, rest = '') => `/organise/questions/${slug}/preview${rest}`;

  it('shows the ballot of every kind as it will be, and nothing that could be sent', async () => {
    for (const [kind, field] of [
      ['single', /type="radio"/],
      ['multiple', /type="checkbox"/],
      ['rating', /class="card-options rating"/],
      ['ranked', /data-ranking-row/],
    ] as const) {
      const choices = kind === 'rating' ? ['1', '2', '3', '4', '5'] : ['Tea', 'Coffee'];
      const { slug } = await drafted({ kind, choices, text: `Seen, ${kind}?`, description: 'Well?' });
      const { status, body } = await ada.get(path(slug, '/ballot'));
      assert.equal(status, 200);
      assert.match(body, field);
      assert.match(body, /Well\?.*disabled>Cast vote</s);
      assert.doesNotMatch(body, /<form|type="submit"|href="\/(?!static)/);
    }
  });

  it('stands in frames of our own pages alone', async () => {
    const { slug } = await drafted({ text: 'Framed?' });
    const page = await ada.get(path(slug));
    assert.equal(page.body.match(new RegExp(`<iframe [^>]*src="${path(slug, '/ballot')}"`, 'g'))?.length, 2);
    const { headers } = await ada.get(path(slug, '/ballot'));
    assert.match(String(headers['content-security-policy']), /form-action 'none';frame-ancestors 'self'/);
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
    assert.match(String(page.headers['content-security-policy']), /frame-ancestors 'none'/);
  });

  it('asks for what the policy asks for', async () => {
    const { slug } = await drafted({ text: 'Invited?', policy: 'credential' });
    assert.match((await ada.get(path(slug, '/ballot'))).body, /Invitation code/);
    const members = await drafted({ text: 'Members?', policy: 'account', secret: false });
    assert.match((await ada.get(path(members.slug, '/ballot'))).body, /You can change your answer/);
  });

  it('is offered for a draft, which can be published from there', async () => {
    const { slug } = await drafted({ text: 'Offered?' });
    const link = new RegExp(`href="${path(slug)}"`);
    assert.match((await ada.get('/organise')).body, link);
    assert.match((await ada.get(`/organise/questions/${slug}/edit`)).body, link);
    const publish = new RegExp(`action="/organise/questions/${slug}/publish"`);
    assert.match((await ada.get(path(slug))).body, publish);
    await ada.post(`/organise/questions/${slug}/publish`);
    assert.doesNotMatch((await ada.get(path(slug))).body, publish);
    assert.doesNotMatch((await ada.get('/organise')).body, link);
  });

  it('is for who organises the question', async () => {
    const { slug } = await drafted({ text: 'Whose?' }, 'grace');
    for (const rest of ['', '/ballot']) assert.equal((await ada.get(path(slug, rest))).status, 404);
  });
});
