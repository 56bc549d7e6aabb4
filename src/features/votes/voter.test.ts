import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { describe, it } from 'node:test';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { QuestionPolicy } from '#src/database/models/question.ts';
import { type VoteTicket, voteTicket } from '#src/features/votes/receipt/vote-ticket.ts';
import { codeOf } from '#src/features/votes/typed-code.ts';
import { Voters } from '#src/features/votes/voter.ts';

const SECRET = 'a secret that only tests know about';
const voters = new Voters(SECRET);
/** The keyed hash, made of what the standard library has. */
const keyed = (text: string) =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', SECRET, '', 'tallyscope voters', 32)))
    .update(text)
    .digest();

/** A request with this account or this browser's cookie, as the service's plugins would read it. */
const request = ({ accountId, browser }: { accountId?: number; browser?: string } = {}) =>
  ({
    identity: accountId === undefined ? undefined : { accountId },
    cookies: browser === undefined ? {} : { voter: `${browser}.signature` },
    unsignCookie: (cookie: string) =>
      cookie.endsWith('.signature')
        ? { valid: browser !== 'forged', value: cookie.replace('.signature', '') }
        : assert.fail(cookie),
  }) as unknown as FastifyRequest;
function reply() {
  const set: unknown[][] = [];
  return { set, reply: { setCookie: (...args: unknown[]) => set.push(args) } as unknown as FastifyReply };
}
const question = (policy: QuestionPolicy, id = 7) => ({ id, policy });

describe('the key of a voter', () => {
  // What it is made of must never change: who has voted would be somebody else then, and could vote again.
  it('is the same in every release', () => {
    assert.deepEqual(voters.accountKey(7, 12), keyed('voter 7 account 12'));
    assert.deepEqual(voters.credentialKey(7, 'ABCD-EFGH'), keyed('credential 7 ABCDEFGH'));
    assert.deepEqual(voters.known(request({ browser: 'b' }), question('browser')), keyed('voter 7 b'));
    assert.deepEqual(
      voters.known(request({ accountId: 12 }), question('account')),
      keyed('voter 7 account 12'),
    );
  });

  it('is, of an invitation that a form makes, of that place of it alone', () => {
    const code = codeOf(keyed('invitation 7 form ada'));
    assert.equal(voters.codeOfForm(7, 'form', 'ada'), code);
    assert.deepEqual(voters.credentialKey(7, code), keyed(`credential 7 ${code.replaceAll('-', '')}`));
  });

  it('reads a code as people write it', () => {
    for (const typed of ['abcd-efgh', ' ABCD  EFGH ', 'a-b-c-d e\tf\ngh', 'ABCDEFGH', '--ABCD--EFGH--'])
      assert.deepEqual(voters.credentialKey(7, typed), keyed('credential 7 ABCDEFGH'), typed);
    for (const typed of ['IO-AB', 'l0–ab', '10 AB', 'https://example.org/questions/x?credential=1OAB'])
      assert.deepEqual(voters.credentialKey(7, typed), keyed('credential 7 10AB'), typed);
    assert.notDeepEqual(voters.credentialKey(7, 'ABCD_EFGH'), keyed('credential 7 ABCDEFGH'));
  });

  it('is nobody’s where everybody may vote again, or where nothing tells who it is', () => {
    const everybody = request({ accountId: 12, browser: 'b' });
    assert.equal(voters.known(everybody, question('open')), undefined);
    assert.equal(voters.known(request({ browser: 'b' }), question('account')), undefined);
    for (const browser of [undefined, 'forged'])
      assert.equal(
        voters.known(request({ accountId: 12, ...(browser && { browser }) }), question('browser')),
        undefined,
      );
    assert.equal(voters.known(everybody, question('credential')), undefined);
  });

  it('is one of a question alone', () => {
    assert.notDeepEqual(voters.accountKey(7, 12), voters.accountKey(8, 12));
    assert.notDeepEqual(voters.credentialKey(7, 'A'), voters.credentialKey(8, 'A'));
  });
});

describe('who votes', () => {
  it('is nobody in particular where the question is open, whoever it is', () => {
    const { set, reply: answer } = reply();
    assert.equal(
      voters.identify(request({ accountId: 1 }), answer, question('open'), { key: 'k', credential: 'CODE' }),
      null,
    );
    assert.deepEqual(set, []);
  });

  it('is a browser, which gets a cookie of its own where it has none, for a year', () => {
    const { set, reply: answer } = reply();
    const identify = (sent: FastifyRequest, key: string, id = 7) =>
      voters.identify(sent, answer, question('browser', id), { key });
    const known = identify(request({ browser: 'b' }), 'k');
    assert.deepEqual([known, set], [keyed('voter 7 b'), []]);
    const fresh = identify(request(), 'k');
    const [[name, value, options] = []] = set as [string, string, object][];
    assert.deepEqual([name, options], ['voter', { signed: true, maxAge: 365 * 24 * 3600 }]);
    assert.match(value ?? '', /^[\w-]{22}$/);
    assert.deepEqual(fresh, keyed(`voter 7 ${value}`));
    assert.deepEqual(identify(request(), 'k'), fresh, 'it sends the same vote again');
    assert.deepEqual(set[1], set[0]);
    identify(request(), 'another');
    identify(request(), 'k', 8);
    assert.equal(new Set(set.map(([, cookie]) => cookie)).size, 3);
  });

  it('is an account or an invitation, and nobody without one', () => {
    const { set, reply: answer } = reply();
    const identify = (sent: FastifyRequest, policy: QuestionPolicy, credential?: string) =>
      voters.identify(sent, answer, question(policy), { key: 'k', credential });
    assert.deepEqual(identify(request({ accountId: 1 }), 'account'), keyed('voter 7 account 1'));
    assert.equal(identify(request({ browser: 'b' }), 'account', 'CODE'), undefined);
    assert.deepEqual(identify(request({ accountId: 1 }), 'credential', 'CADE'), keyed('credential 7 CADE'));
    assert.equal(identify(request({ accountId: 1, browser: 'b' }), 'credential'), undefined);
    assert.equal(identify(request(), 'credential', ''), undefined);
    assert.deepEqual(set, []);
  });
});

describe('the ticket of a vote', () => {
  const ticket = (questionId: number, voter: Buffer | null, key: string) =>
    voters.ticket(questionId, voter, key, [1]);
  const [one, other] = [voters.accountKey(7, 1), voters.accountKey(7, 2)];

  // A retry may meet another release.
  it('is the same for the same vote that is sent again, in every release', () => {
    const asOf = ({ code, ballotId, stored }: VoteTicket) => [code, ballotId, stored.hash];
    for (const [voter, hex] of [
      [one, one.toString('hex')],
      [null, ''],
    ] as const)
      assert.deepEqual(
        asOf(ticket(7, voter, 'key')),
        asOf(voteTicket(keyed(`receipt 7 ${hex} key`), 7, [1])),
      );
  });

  it('is another for another question, voter or key', () => {
    const tickets = [
      ticket(7, one, 'key'),
      ticket(8, one, 'key'),
      ticket(7, other, 'key'),
      ticket(7, null, 'key'),
      ticket(7, one, 'another'),
      new Voters('another secret of a service').ticket(7, one, 'key', [1]),
    ];
    assert.equal(new Set(tickets.map(({ ballotId }) => ballotId)).size, tickets.length);
  });
});
