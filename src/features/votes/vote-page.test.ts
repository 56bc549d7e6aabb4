import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { openSession } from '#src/features/accounts/session-store.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { entitle, ledgerOf } from '#src/features/votes/testing/ledger-fixture.ts';
import { Voters } from '#src/features/votes/voter.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const three = { choices: ['a', 'b', 'c'] };

describe('the ballot form', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });

  /** A browser without scripts: keeps cookies and sends the hidden fields of the last page. */
  function browser(cookies: Record<string, string> = {}) {
    let page = '';
    const keep = (answer: { cookies: { name: string; value: string }[] }) => {
      for (const { name, value } of answer.cookies) {
        if (value) cookies[name] = value;
        else delete cookies[name];
      }
    };
    const headers = { accept: 'text/html' };
    async function get(url: string) {
      const answer = await test.app.inject({ url, cookies, headers });
      keep(answer);
      if (answer.statusCode === 200) page = answer.body;
      return answer;
    }
    async function send(slug: string, fields: [string, string][]) {
      const hidden = ['_csrf', 'ballot'].map((name) => [
        name,
        new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '',
      ]);
      const answer = await test.app.inject({
        method: 'POST',
        url: `/questions/${slug}/votes`,
        cookies,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams([...hidden, ...fields] as [string, string][]).toString(),
      });
      keep(answer);
      if (answer.headers['content-type']?.includes('html')) page = answer.body;
      return answer;
    }
    return { get, send, cookies };
  }

  it('takes several choices, and keeps them where they are too many', async () => {
    const question = await test.published({ ...three, kind: 'multiple', maxChoices: 2, text: 'Some?' });
    const fields = question.choices.map((id): [string, string] => ['choices', String(id)]);
    const { get, send } = browser();
    assert.doesNotMatch((await get(`/questions/${question.slug}`)).body, /Invitation code/);
    const refused = await send(question.slug, fields);
    assert.equal(refused.statusCode, 422);
    assert.match(refused.body, /Choose at most 2 choices\. You chose 3\./);
    assert.equal(refused.body.match(/ checked/g)?.length, 3);
    assert.equal((await send(question.slug, fields.slice(1))).statusCode, 303);
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, ['1>2']);
  });

  it('counts a form once that a new browser sends twice at once', async () => {
    const question = await test.published({ ...three, policy: 'browser', text: 'In haste?' });
    const { get, send, cookies } = browser();
    await get(`/questions/${question.slug}`);
    assert.equal(cookies.voter, undefined);
    const fields: [string, string][] = [['choices', String(question.choices[0])]];
    const answers = await Promise.all([send(question.slug, fields), send(question.slug, fields)]);
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [303, 303],
    );
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, ['0']);
  });

  it('takes a place for each choice, and says where one is given twice', async () => {
    const question = await test.published({ ...three, kind: 'ranked', maxChoices: 3, text: 'Rank?' });
    const [a, b, c] = question.choices;
    const { get, send } = browser();
    await get(`/questions/${question.slug}`);
    const twice = await send(question.slug, [
      [`place-${a}`, '2'],
      [`place-${b}`, '2'],
      [`place-${c}`, '1'],
    ]);
    assert.equal(twice.statusCode, 422);
    assert.match(twice.body, /You gave the 2nd place to more than one choice\./);
    assert.equal(twice.body.match(/<option value="\d" selected>/g)?.length, 3);
    const none = await send(question.slug, [[`place-${a}`, '']]);
    assert.match(none.body, /Give at least one choice a place\./);
    const sent = await send(question.slug, [
      [`place-${a}`, ''],
      [`place-${b}`, '3'],
      [`place-${c}`, '1'],
    ]);
    assert.equal(sent.statusCode, 303);
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, ['2>1']);
  });

  it('asks who is logged out to log in, and lets an answer that is not secret be changed', async () => {
    const question = await test.published({ ...three, policy: 'account', secret: false, text: 'Account?' });
    const { slug, choices } = question;
    assert.match((await browser().get(`/questions/${slug}`)).body, /Log in to vote/);
    await test.organiser('voter-1', 'voter');
    const account = await test.database.accounts.findOne({ where: { name: 'voter-1' } });
    assert.ok(account);
    const { get, send, cookies } = browser({ session: await openSession(test.database, account) });
    await get(`/questions/${slug}`);
    const { session, ...others } = cookies;
    delete cookies.session;
    const loggedOut = await send(slug, [['choices', String(choices[1])]]);
    assert.equal(loggedOut.statusCode, 401);
    assert.match(loggedOut.body, new RegExp(`value="${choices[1]}" checked`));
    Object.assign(cookies, others, { session });
    assert.equal((await send(slug, [['choices', String(choices[1])]])).statusCode, 303);
    assert.match(
      (await get(`/questions/${slug}`)).body,
      new RegExp(`Your answer is counted.*value="${choices[1]}" checked`, 's'),
    );
    assert.equal((await send(slug, [['choices', String(choices[2])]])).statusCode, 303);
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, ['2']);
    await closeQuestion(test.database, slug);
    await eventually(async () => assert.doesNotMatch((await get(`/questions/${slug}`)).body, /<fieldset/));
  });

  it('shows the places given before where a ranking may be changed, and no form where it may not', async () => {
    await test.organiser('ranker', 'voter');
    const account = await test.database.accounts.findOne({ where: { name: 'ranker' } });
    assert.ok(account);
    for (const secret of [false, true]) {
      const question = await test.published({
        ...three,
        kind: 'ranked',
        maxChoices: 3,
        policy: 'account',
        secret,
        text: `Rank again, ${secret ? 'secretly' : 'openly'}?`,
      });
      const { slug } = question;
      const [a, b, c] = question.choices;
      const { get, send } = browser({ session: await openSession(test.database, account) });
      await get(`/questions/${slug}`);
      const sent = await send(slug, [
        [`place-${c}`, '1'],
        [`place-${a}`, '2'],
      ]);
      assert.equal(sent.statusCode, 303);
      const { body } = await get(`/questions/${slug}`);
      const places = [a, b, c].map((id) => {
        const [, options] = new RegExp(`name="place-${id}">(.*?)</select>`, 's').exec(body) ?? [];
        return options && (/<option value="(\d)" selected>/.exec(options)?.[1] ?? 'none');
      });
      assert.deepEqual(places, secret ? [undefined, undefined, undefined] : ['2', 'none', '1']);
    }
  });

  it('takes an invitation out of the address and one vote with it', async () => {
    const question = await test.published({ ...three, policy: 'credential', text: 'Invited?' });
    const { id, slug, choices } = question;
    const voters = new Voters('a secret that only tests know about');
    await entitle(test.database, question, [
      voters.credentialKey(id, 'ONE-1'),
      voters.credentialKey(id, 'TWO-2'),
    ]);
    const vote: [string, string] = ['choices', String(choices[0])];
    const { get, send, cookies } = browser();
    const link = await get(`/questions/${slug}?credential=ONE-1`);
    assert.equal(link.statusCode, 303);
    assert.equal(link.headers.location, `/questions/${slug}`);
    assert.equal(link.headers['referrer-policy'], 'no-referrer');
    const [cookie] = link.cookies as unknown as { path: string; httpOnly: boolean; maxAge: number }[];
    assert.deepEqual([cookie?.path, cookie?.httpOnly, cookie?.maxAge], [`/questions/${slug}`, true, 3600]);
    assert.doesNotMatch(JSON.stringify(cookies), /ONE-1/);
    assert.match((await get(`/questions/${slug}`)).body, /You vote with your invitation\./);
    assert.equal((await send(slug, [vote])).statusCode, 303);
    assert.match((await get(`/questions/${slug}`)).body, /This invitation has been used\./);

    await get(`/questions/${slug}?credential=`);
    assert.match((await get(`/questions/${slug}`)).body, /Invitation code/);
    assert.match((await send(slug, [vote])).body, /Enter the code of your invitation\./);
    const wrong = await send(slug, [vote, ['credential', 'THREE']]);
    assert.equal(wrong.statusCode, 403);
    assert.match(wrong.body, /This is not an invitation to this question\./);
    assert.match(wrong.body, /value="THREE"/);
    assert.equal((await send(slug, [vote, ['credential', 'two 2']])).statusCode, 303);
    const used = await browser().get(`/questions/${slug}?credential=TWO-2`);
    assert.equal(used.statusCode, 303);
    assert.equal((await ledgerOf(test.database, question)).turnout, 2);

    const stranger = browser();
    await stranger.get(`/questions/${slug}?credential=NONE`);
    const refused = await stranger.get(`/questions/${slug}`);
    assert.match(refused.body, /This is not an invitation/);
    const dropped = refused.cookies.find(({ name }) => name === 'credential');
    assert.deepEqual([dropped?.value, dropped?.path], ['', `/questions/${slug}`]);
    assert.doesNotMatch((await stranger.get(`/questions/${slug}`)).body, /This is not an invitation/);
  });

  it('says so where a page that was sent is sent again with another answer', async () => {
    const question = await test.published({ ...three, text: 'Back and forth?' });
    const { slug, choices } = question;
    const { get, send } = browser();
    await get(`/questions/${slug}`);
    await send(slug, [['choices', String(choices[0])]]);
    const again = await send(slug, [['choices', String(choices[1])]]);
    assert.equal(again.statusCode, 409);
    assert.match(again.body, /This page was sent before with another answer/);
    assert.equal((await send(slug, [['choices', String(choices[1])]])).statusCode, 303);
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, ['0', '1']);
  });

  it('answers nonsense in its fields with a sentence, never with a fault of its own', async () => {
    const question = await test.published({ ...three, kind: 'ranked', maxChoices: 3, text: 'Nonsense?' });
    const { get, send } = browser();
    await get(`/questions/${question.slug}`);
    for (const place of ['0', '-1', '1e3', '99999999999', 'x', '\u0000']) {
      const answer = await send(question.slug, [[`place-${question.choices[0]}`, place]]);
      assert.equal(answer.statusCode, 422, place);
    }
  });
});
