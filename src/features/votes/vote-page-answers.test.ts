import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { entitle, ledgerOf } from '#src/features/votes/testing/ledger-fixture.ts';
import { Voters } from '#src/features/votes/voter.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const voters = new Voters('a secret that only tests know about');

describe('what the ballot form answers', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });

  const send = (visitor: PageVisitor, slug: string, choice: unknown, fields: Record<string, string> = {}) =>
    visitor.post(`/questions/${slug}/votes`, { ballot: randomUUID(), choices: String(choice), ...fields });
  const ballotIn = (body: string) => /name="ballot" value="([^"]+)"/.exec(body)?.[1];
  const results = (slug: string) => `/questions/${slug}/results`;

  /** Somebody with an account, logged in on the pages. */
  async function member(name: string, of = test) {
    await of.organiser(name, 'voter');
    const visitor = new PageVisitor(of);
    await visitor.logIn(name);
    return visitor;
  }

  /** A question for who has one of these codes. */
  async function invited(text: string, codes: string[]) {
    const question = await test.published({ text, policy: 'credential' });
    const keys = codes.map((code) => voters.credentialKey(question.id, code));
    await entitle(test.database, question, keys);
    return question;
  }

  it('tells a browser that votes a second time that its first vote counts', async () => {
    const question = await test.published({ text: 'Once a browser?', policy: 'browser' });
    const { slug, choices } = question;
    const visitor = new PageVisitor(test);
    const ballot = randomUUID();
    assert.equal((await send(visitor, slug, choices[0], { ballot })).location, results(slug));
    assert.doesNotMatch((await visitor.get(results(slug))).body, /You already voted|Your answer is changed/);
    // Another ballot, and the same one with another answer.
    for (const again of [{}, { ballot }]) {
      const { status, location } = await send(visitor, slug, choices[1], again);
      assert.deepEqual([status, location], [303, results(slug)]);
      const { body } = await visitor.get(results(slug));
      assert.match(body, /You already voted here\. Your first vote is counted\./);
      assert.doesNotMatch(body, /your vote is counted\./);
    }
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, ['0']);
  });

  it('says that an answer was changed, and that a page was sent before with another one', async () => {
    const question = await test.published({ text: 'Change?', policy: 'account', secret: false });
    const { slug, choices } = question;
    const visitor = await member('changer');
    await send(visitor, slug, choices[0]);
    const ballot = randomUUID();
    assert.equal((await send(visitor, slug, choices[1], { ballot })).location, results(slug));
    assert.match((await visitor.get(results(slug))).body, /Your answer is changed\./);

    const { status, body } = await send(visitor, slug, choices[0], { ballot });
    assert.equal(status, 409);
    assert.match(body, /This page was sent before with another answer/);
    assert.match(body, /You can change it until voting closes\./);
    assert.match(ballotIn(body) ?? '', /^[0-9a-f-]{36}$/);
    assert.notEqual(ballotIn(body), ballot);
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, ['1']);
  });

  it('says which of two answers of one moment counts, and takes the other one after it', async () => {
    const busy = await createTestApp(cleanup, { VOTE_QUEUE_LIMIT: '2' });
    const question = await busy.published({ text: 'At once?', policy: 'account', secret: false });
    const { slug, choices } = question;
    const other = await busy.published({ text: 'Another one?' });
    const visitor = await member('hasty', busy);
    const byApi = (of: string, payload: string) =>
      busy.app.inject({
        method: 'POST',
        url: `/api/v1/questions/${of}/votes`,
        headers: { 'content-type': 'application/json' },
        payload,
      });
    const { sequelize } = busy.database;
    const transaction = await sequelize.transaction();
    await sequelize.query('LOCK TABLE ballots IN EXCLUSIVE MODE', { transaction });
    const first = byApi(other.slug, JSON.stringify({ choices: [other.choices[0]] }));
    const waiting = "SELECT FROM pg_locks WHERE relation = 'ballots'::regclass AND NOT granted";
    await eventually(async () => assert.equal((await sequelize.query(waiting))[0].length, 1));
    // While one batch waits for the lock these two fill the queue, which is the next batch.
    const both = [send(visitor, slug, choices[0]), send(visitor, slug, choices[1])];
    await eventually(async () => assert.equal((await byApi(slug, '{')).statusCode, 503));
    await transaction.commit();
    assert.equal((await first).statusCode, 201);
    const answers = await Promise.all(both);
    const [late, ...more] = answers.filter(({ status }) => status === 409);
    assert.ok(late && more.length === 0, answers.map(({ status }) => status).join());
    assert.match(late.body, /Another answer of yours came at the same moment and is counted\./);
    const taken = answers.indexOf(late) === 0 ? 1 : 0;
    assert.deepEqual((await ledgerOf(busy.database, question)).ballots, [String(taken)]);
    const ballot = ballotIn(late.body) ?? '';
    assert.equal((await send(visitor, slug, choices[1 - taken], { ballot })).status, 303);
    assert.deepEqual((await ledgerOf(busy.database, question)).ballots, [String(1 - taken)]);
  });

  it('keeps the form of who was logged out meanwhile', async () => {
    const { slug, choices } = await test.published({ text: 'Logged out?', policy: 'account' });
    const ballot = randomUUID();
    const { status, body } = await send(new PageVisitor(test), slug, choices[1], { ballot });
    assert.equal(status, 401);
    assert.match(body, /You have been logged out\. Log in again in another tab, then send your answer\./);
    assert.match(body, new RegExp(`value="${choices[1]}" checked`));
    assert.equal(ballotIn(body), ballot);
  });

  it('takes no vote for an account from a page that another account was shown', async () => {
    const question = await test.published({ text: 'At one computer?', policy: 'account' });
    const { slug, choices } = question;
    const visitor = await member('vera');
    const shown = await visitor.get(`/questions/${slug}`);
    const account = /name="account" value="([^"]*)"/.exec(shown.body)?.[1] ?? '';
    await visitor.post('/logout');
    await test.organiser('victor', 'voter');
    await visitor.logIn('victor');
    const refused = await send(visitor, slug, choices[0], { account });
    assert.equal(refused.location, `/questions/${slug}`);
    assert.match((await visitor.get(`/questions/${slug}`)).body, /flash-info.*opened by somebody else/s);
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, []);
    assert.equal((await send(visitor, slug, choices[1], { account: 'victor' })).location, results(slug));
  });

  it('is that there is no such question where it was deleted as the vote was on its way', async () => {
    const { id, slug, choices } = await test.published({ text: 'No more?' });
    // Unseen by this process, which still shows it.
    await test.database.questions.destroy({ where: { id } });
    const { status, body } = await send(new PageVisitor(test), slug, choices[0]);
    assert.deepEqual([status, body.includes('No more?')], [404, false]);
    const payload = { choices: [choices[0]] };
    const answer = await test.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      payload,
    });
    assert.equal(answer.statusCode, 404);
  });

  it('says so where a choice was taken out of the question meanwhile', async () => {
    const question = await test.published({ text: 'Less to choose?', choices: ['a', 'b', 'c'] });
    const { slug, choices } = question;
    // Unseen by this process, which still shows it.
    await test.database.choices.destroy({ where: { id: choices[2] ?? 0 } });
    const ballot = randomUUID();
    const { status, body } = await send(new PageVisitor(test), slug, choices[2], { ballot });
    assert.equal(status, 422);
    assert.match(
      body,
      /This question was corrected after you opened its page, so your answer is not counted\./,
    );
    assert.equal(ballotIn(body), ballot);
    assert.deepEqual((await ledgerOf(test.database, question)).ballots, []);
  });

  it('says of a vote that came after the close that it is not counted, and of another that it is', async () => {
    const { slug, choices } = await test.published({ text: 'Too late?', policy: 'browser' });
    const [onTime, late] = [new PageVisitor(test), new PageVisitor(test)];
    const ballot = randomUUID();
    await send(onTime, slug, choices[0], { ballot });
    await closeQuestion(test.database, slug);
    const refused = await send(late, slug, choices[0]);
    assert.equal(refused.status, 409);
    assert.match(refused.body, /<title>Error: Too late\?/);
    assert.match(
      refused.body,
      /data-focus>.*Your answer is not counted<\/p><p>Voting had closed when it came in\.<.*Voting has closed</s,
    );
    assert.match(
      (await send(onTime, slug, choices[1])).body,
      /The answer that you gave before stays counted\./,
    );
    // One that was counted may be sent again.
    assert.equal((await send(onTime, slug, choices[0], { ballot })).location, results(slug));
    const ofClosed = async (visitor: PageVisitor) => (await visitor.get(`/questions/${slug}`)).body;
    assert.match(await ofClosed(onTime), /Your vote is counted\./);
    // Its vote may be counted, and the answer with its cookie lost.
    assert.doesNotMatch(await ofClosed(new PageVisitor(test)), /Your vote|No vote/);
  });

  it('tells who comes after the close whether a vote of that account or invitation came in', async () => {
    const byAccount = await test.published({ text: 'Late account?', policy: 'account' });
    const byCode = await invited('Late invitation?', ['LATE-1', 'LATE-2']);
    const [voted, idle] = [await member('voted'), await member('idle')];
    await send(voted, byAccount.slug, byAccount.choices[0]);
    await send(voted, byCode.slug, byCode.choices[0], { credential: 'LATE-1' });
    await idle.get(`/questions/${byCode.slug}?credential=LATE-2`);
    const said = async (visitor: PageVisitor, { slug }: { slug: string }) =>
      /This question takes no more votes\..*?<\/p><p>([^<]*)/.exec(
        (await visitor.get(`/questions/${slug}`)).body,
      )?.[1];
    for (const { slug } of [byAccount, byCode]) await closeQuestion(test.database, slug);
    for (const question of [byAccount, byCode]) {
      assert.equal(await said(voted, question), 'Your vote is counted.');
      assert.equal(await said(new PageVisitor(test), question), undefined);
    }
    assert.equal(await said(idle, byAccount), 'No vote of yours came in.');
    assert.equal(await said(idle, byCode), 'No vote came in with your invitation.');
  });

  it('remembers a code that was typed, for the pages of its question', async () => {
    const { id, slug, choices } = await invited('By a code?', ['ONE-1']);
    const visitor = new PageVisitor(test);
    const sent = await send(visitor, slug, choices[0], { credential: ' one 1 ' });
    assert.equal(sent.location, results(slug));
    const key = voters.credentialKey(id, 'ONE-1').toString('base64url');
    assert.match(
      String(sent.headers['set-cookie']),
      new RegExp(`credential=${key}\\..*Path=/questions/${slug};`),
    );
    const used = /This invitation has been used\./;
    assert.match((await visitor.get(`/questions/${slug}`)).body, used);
    // So it is where the code was used before.
    const late = new PageVisitor(test);
    assert.equal(
      (await send(late, slug, choices[1], { credential: 'ONE-1' })).location,
      `/questions/${slug}`,
    );
    assert.match((await late.get(`/questions/${slug}`)).body, used);
  });

  it('takes an invitation that came with the browser where no code is typed', async () => {
    const { slug, choices } = await invited('By a link?', ['ONE-1', 'TWO-2']);
    for (const [code, typed] of [
      ['ONE-1', {}],
      ['TWO-2', { credential: ' ' }],
    ] as const) {
      const visitor = new PageVisitor(test);
      await visitor.get(`/questions/${slug}?credential=${code}`);
      const empty = await send(visitor, slug, '');
      assert.equal(empty.status, 422);
      assert.match(empty.body, /You vote with your invitation\./);
      const { location, headers } = await send(visitor, slug, choices[0], typed);
      assert.equal(location, results(slug));
      assert.doesNotMatch(String(headers['set-cookie']), /credential=/);
    }
  });

  it('votes with the invitation that a page was shown with, whichever was opened since', async () => {
    const { slug, choices } = await invited('In two tabs?', ['ONE-1', 'TWO-2']);
    const visitor = new PageVisitor(test);
    const tab = async (code: string) => {
      await visitor.get(`/questions/${slug}?credential=${code}`);
      const { body } = await visitor.get(`/questions/${slug}`);
      return {
        invitation: /name="invitation" value="([^"]+)"/.exec(body)?.[1]?.replaceAll('&#61;', '=') ?? '',
      };
    };
    const [first, second] = [await tab('ONE-1'), await tab('TWO-2')];
    assert.match(
      (await send(visitor, slug, '', first)).body,
      new RegExp(`value="${first.invitation.slice(0, 43)}`),
    );
    for (const [index, fields] of [first, second].entries())
      assert.equal((await send(visitor, slug, choices[index], fields)).location, results(slug));
    // What was made up is no invitation.
    const forged = await send(visitor, slug, choices[0], {
      invitation: `${'A'.repeat(43)}.${'A'.repeat(43)}`,
    });
    assert.match(forged.body, /Enter the code of your invitation\./);
  });

  it('asks for another code where one was typed that is none, beside an invitation that is', async () => {
    const { slug, choices } = await invited('By both?', ['ONE-1']);
    const visitor = new PageVisitor(test);
    await visitor.get(`/questions/${slug}?credential=ONE-1`);
    const ballot = randomUUID();
    const { status, body } = await send(visitor, slug, choices[0], { credential: 'NONE', ballot });
    assert.equal(status, 403);
    assert.match(body, /This is not an invitation to this question\..*value="NONE"/s);
    assert.equal(ballotIn(body), ballot);
    const blank = await send(new PageVisitor(test), slug, choices[0], { credential: ' ' });
    assert.equal(blank.status, 422);
    assert.match(blank.body, /Enter the code of your invitation\./);
  });

  it('keeps no code where none is asked for', async () => {
    const { slug, choices } = await test.published({ text: 'For all?' });
    const { status, headers } = await send(new PageVisitor(test), slug, choices[0], { credential: 'ONE-1' });
    assert.equal(status, 303);
    assert.doesNotMatch(String(headers['set-cookie']), /credential=/);
  });
});
