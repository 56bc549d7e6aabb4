import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { findQuestion } from '#src/features/questions/question-store.ts';
import { ledgerOf } from '#src/features/votes/testing/ledger-fixture.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { type Organisers, organisers } from '../../../test/support/organisers.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const CORRECTED = /corrected after you opened its page, so your answer is not counted/;

describe('correcting a published question', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  /** Another process, which hears of nothing. */
  let deaf: TestApp;
  let ada: Organisers['ada'];
  before(async () => {
    const url = await createTestDatabase(cleanup);
    test = await createTestApp(cleanup, {}, url);
    deaf = await createTestApp(cleanup, {}, url);
    await deaf.notifications.close();
    ({ ada } = await organisers(test));
  });

  const api = (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, of = test) =>
    of.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...ada },
      ...(payload && { payload }),
    });
  const edit = (slug: string, changes: object) => api('PUT', `/questions/${slug}`, changes);
  const castAs = (slug: string, choice: number | undefined, of = test) =>
    api('POST', `/questions/${slug}/votes`, { choices: [choice] }, of);
  const asked = async (slug: string) => {
    const question = await findQuestion(test.database, slug);
    assert.ok(question);
    const choices = question.choices ?? [];
    return { question, ids: choices.map(({ id }) => id), texts: choices.map(({ text }) => text) };
  };

  it('changes all that is asked, under new ids, and says so in the audit log', async () => {
    const { slug, choices } = await test.published({ text: 'Where to it?' }, 'ada');
    const changes = {
      text: 'Where to eat?',
      kind: 'multiple',
      choices: ['In', 'Out', 'Tea'],
      policy: 'browser',
    };
    const corrected = await edit(slug, changes);
    assert.equal(corrected.statusCode, 200, corrected.body);
    const { question, ids, texts } = await asked(slug);
    assert.deepEqual(
      [question.text, question.policy, texts],
      ['Where to eat?', 'browser', ['In', 'Out', 'Tea']],
    );
    assert.ok(ids.every((id) => !choices.includes(id)));
    const [line] = (await api('GET', `/audit-log?question=${slug}`)).json().actions;
    assert.equal(line.action, 'question.corrected');
    assert.deepEqual(line.details.fields.sort(), ['choices', 'kind', 'maxChoices', 'policy', 'text']);
  });

  it('refuses a vote that was made out to what it said before, and counts one for what it says', async () => {
    const published = await test.published({ text: 'Tee or coffee?' }, 'ada');
    const { slug, choices } = published;
    // So that both know it as it was.
    for (const one of [test, deaf])
      assert.equal((await api('GET', `/questions/${slug}`, undefined, one)).statusCode, 200);
    assert.equal((await edit(slug, { text: 'Tea or coffee?' })).statusCode, 200);
    for (const one of [test, deaf]) {
      const refused = await castAs(slug, choices[0], one);
      assert.equal(refused.statusCode, 422);
      assert.match(refused.json().detail, /Read the question again/);
    }
    const { ids } = await asked(slug);
    assert.equal((await castAs(slug, ids[0], deaf)).statusCode, 201);
    assert.deepEqual((await ledgerOf(test.database, { ...published, choices: ids })).tally, [1, 0]);
  });

  it('shows who sends an old page the question as it is, on every process', async () => {
    for (const kind of ['single', 'ranked'] as const)
      for (const one of [test, deaf]) {
        const { slug, choices, id } = await test.published(
          { text: `Old ${kind}?`, kind, maxChoices: 1 },
          'ada',
        );
        const visitor = new PageVisitor(one);
        const page = await visitor.get(`/questions/${slug}`);
        assert.match(page.body, /data-edition="0"/);
        assert.equal((await edit(slug, { choices: ['Water', 'Wine'] })).statusCode, 200);
        const answer = kind === 'single' ? { choices: String(choices[0]) } : { [`place-${choices[0]}`]: '1' };
        const refused = await visitor.post(`/questions/${slug}/votes`, { ballot: randomUUID(), ...answer });
        assert.equal(refused.status, 422);
        assert.match(refused.body, CORRECTED);
        assert.match(refused.body, /Water.*Wine/s);
        const { ids } = await asked(slug);
        assert.match(refused.body, new RegExp(`data-edition="${ids[0]}"`));
        const field = kind === 'single' ? { choices: String(ids[1]) } : { [`place-${ids[1]}`]: '1' };
        const taken = await visitor.post(`/questions/${slug}/votes`, { ballot: randomUUID(), ...field });
        assert.equal(taken.status, 303, taken.body);
        assert.deepEqual((await ledgerOf(test.database, { id, slug, choices: ids })).tally, [0, 1]);
      }
  });

  it('lets no process take a vote by who might vote before', async () => {
    const { slug } = await test.published({ text: 'Who may?', policy: 'browser' }, 'ada');
    await api('GET', `/questions/${slug}`, undefined, deaf);
    assert.equal((await edit(slug, { policy: 'account' })).statusCode, 200);
    const { ids } = await asked(slug);
    const payload = { choices: [ids[0]] };
    const url = `/api/v1/questions/${slug}/votes`;
    assert.equal((await deaf.app.inject({ method: 'POST', url, payload })).statusCode, 401);
  });

  it('leaves ballots alone where only the close is moved', async () => {
    const { slug, choices } = await test.published({ text: 'Longer?' }, 'ada');
    assert.equal((await edit(slug, { closes_at: inDays(1).toISOString() })).statusCode, 200);
    assert.equal((await castAs(slug, choices[0])).statusCode, 201);
    const [line] = (await api('GET', `/audit-log?question=${slug}`)).json().actions;
    assert.equal(line.action, 'question.edited');
  });

  it('ends with the first vote, a signed head and the close', async () => {
    const locked = async (slug: string, changes: object) => {
      const answer = await edit(slug, changes);
      assert.equal(answer.statusCode, 409, answer.body);
      return answer.json().errors.map(({ detail }: { detail: string }) => detail);
    };
    const voted = await test.published({ text: 'Voted?' }, 'ada');
    await castAs(voted.slug, voted.choices[0]);
    const [why] = await locked(voted.slug, { text: 'Other?' });
    assert.match(why, /Somebody has voted/);
    // Nothing that can still be changed gives the choices other ids.
    assert.equal((await edit(voted.slug, { description: 'More.' })).statusCode, 200);
    assert.deepEqual((await asked(voted.slug)).ids, voted.choices);

    const signed = await test.published({ text: 'Signed?' }, 'ada');
    assert.equal((await api('POST', `/questions/${signed.slug}/proof/head`)).statusCode, 202);
    await locked(signed.slug, { choices: ['Yes', 'No'] });
    assert.equal((await edit(signed.slug, { description: 'More.' })).statusCode, 200);
    assert.deepEqual((await asked(signed.slug)).ids, signed.choices);

    const closed = await test.published({ text: 'Closed?' }, 'ada');
    await api('POST', `/questions/${closed.slug}/close`);
    await locked(closed.slug, { text: 'Other?' });
    assert.equal((await edit(closed.slug, { description: 'More.' })).statusCode, 200);
    assert.deepEqual((await asked(closed.slug)).ids, closed.choices);
  });

  it('moves the opening until it has come', async () => {
    const opensAt = inDays(2);
    const { slug } = await test.published({ text: 'Later?', opensAt, closesAt: inDays(3) }, 'ada');
    const late = await edit(slug, { opens_at: inDays(4).toISOString() });
    assert.deepEqual([late.statusCode, late.json().errors[0].pointer], [422, '/body/closes_at']);
    const sooner = inDays(1).toISOString();
    assert.equal((await edit(slug, { opens_at: sooner })).json().opens_at, sooner);
    const opened = (await edit(slug, { opens_at: null })).json();
    assert.equal(opened.status, 'open');
    assert.ok(Date.parse(opened.opens_at) <= Date.now());
    const again = await edit(slug, { opens_at: inDays(1).toISOString() });
    assert.equal(again.statusCode, 409);
    assert.match(again.json().errors[0].detail, /Voting has opened/);
    assert.equal((await castAs(slug, (await asked(slug)).ids[0])).statusCode, 201);
  });

  it('is offered by the form until there is a vote, which then offers a copy', async () => {
    const { slug, choices } = await test.published({ text: 'By form?' }, 'ada');
    const organiser = new PageVisitor(test);
    await organiser.logIn('ada');
    const path = `/organise/questions/${slug}/edit`;
    const form = await organiser.get(path);
    assert.match(form.body, /Nobody has voted yet, so it can still be corrected/);
    assert.match(form.body, /name="text"/);
    assert.doesNotMatch(form.body, /name="opensAt"|value="publish"/);
    const fields = { text: 'By this form?', choiceText: ['Tea', 'Coffee'], results: 'always' };
    await organiser.post(path, fields);
    const { question, ids } = await asked(slug);
    assert.equal(question.text, 'By this form?');
    assert.notDeepEqual(ids, choices);
    assert.equal((await castAs(slug, ids[0])).statusCode, 201);
    const refused = await organiser.post(path, { ...fields, text: 'By another form?' });
    assert.equal(refused.status, 409);
    assert.match(refused.body, /Somebody has voted meanwhile/);
    const locked = await organiser.get(path);
    assert.match(
      locked.body,
      new RegExp(`can no longer be changed.*href="/organise/questions/${slug}/duplicate"`, 's'),
    );
    assert.doesNotMatch(locked.body, /name="text"/);
  });
});
