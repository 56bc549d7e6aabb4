import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findViolations } from './check/check-history.ts';
import type { Ballot, LedgerQuestion } from './check/ledger.ts';
import type { HistoryEvent } from './history.ts';

type Event = HistoryEvent extends infer E ? (E extends HistoryEvent ? Omit<E, 'at'> : never) : never;

const Q = 'q';
const choices = [1];
const question = (policy = 'open', changeable = false): Event => ({
  ...{ type: 'question', question: Q, kind: 'single' },
  policy,
  changeable,
});
const invoke = (op: number, voter: string | null = null): Event => ({
  ...{ type: 'invoke', question: Q, choices },
  op,
  voter,
});
const ok = (op: number, ballot = `b${op}`): Event => ({ type: 'ok', op, ballot, receipt: `r${op}` });
const vote = (op: number, voter: string | null = null): Event[] => [invoke(op, voter), ok(op)];

const ballot = (id: number): Ballot => ({ id: `b${id}`, choices });

/** A ledger of these ballots whose every number is right, and receipts for all. */
function ledgerOf(ballots: Ballot[], fields: Partial<LedgerQuestion> = {}) {
  const tally = { 1: ballots.length };
  const ledger: LedgerQuestion = {
    question: Q,
    kind: 'single',
    ballots,
    voters: ballots.length,
    tally,
    shown: tally,
    turnout: ballots.length,
    rankings: {},
    texts: { 1: 'Tea' },
    csv: ballots.map(() => 'Tea'),
    proofProblems: [],
    ...fields,
  };
  const receipts = new Map([1, 2, 3].map((op) => [`r${op}`, ballot(op)]));
  return { questions: [ledger], receipts };
}

const check = (events: Event[], state: ReturnType<typeof ledgerOf>) =>
  findViolations(
    events.map((event, at) => ({ at, ...event }) as HistoryEvent),
    state,
  );

/** Expects exactly one violation, and that it says this. */
function finds(events: Event[], state: ReturnType<typeof ledgerOf>, expected: RegExp) {
  const found = check(events, state);
  assert.equal(found.length, 1, found.join('\n'));
  assert.match(found[0] as string, expected);
}

test('a history that is right has no violation', () => {
  const events = [question(), ...vote(1), invoke(2), { type: 'unknown', op: 2 } as Event, ...vote(3)];
  assert.deepEqual(check(events, ledgerOf([ballot(1), ballot(3)])), []);
  assert.deepEqual(check(events, ledgerOf([ballot(1), ballot(2), ballot(3)])), []);
});

test('a lost vote is found', () => {
  finds([question(), ...vote(1), ...vote(2)], ledgerOf([ballot(1)]), /vote 2 was acknowledged and is lost/);
  const other = { id: 'b1', choices: [2] };
  const state = ledgerOf([other], { tally: { 2: 1 }, shown: { 2: 1 }, texts: { 2: 'Tea' } });
  finds([question(), ...vote(1)], state, /vote 1 is in the ledger with other choices/);
});

test('a doubled vote is found', () => {
  finds([question(), ...vote(1)], ledgerOf([ballot(1), ballot(2)]), /b2 counts a vote twice/);
  finds([question(), ...vote(1)], ledgerOf([ballot(1), ballot(1)]), /b1 is in the ledger twice/);
  const refused: Event[] = [
    question(),
    ...vote(1),
    invoke(2),
    { type: 'refused', op: 2, why: 'closed', copies: 1 },
  ];
  const [late] = check(refused, ledgerOf([ballot(1), ballot(2)]));
  assert.match(late ?? '', /b2 counts a vote twice, or one that nobody cast/);
  finds(
    [question(), ...vote(1), { type: 'again', op: 1, ballot: 'b2' }],
    ledgerOf([ballot(1)]),
    /a copy of vote 1/,
  );
  const shared = [question(), ...vote(1), invoke(2), ok(2, 'b1')];
  const receipts = new Map([1, 2].map((op) => [`r${op}`, ballot(1)]));
  finds(shared, { ...ledgerOf([ballot(1)]), receipts }, /votes 1 and 2 were given one ballot/);
});

test('one unanswered vote explains one ballot only', () => {
  const events = [question(), invoke(1), { type: 'unknown', op: 1 } as Event];
  finds(events, ledgerOf([ballot(1), ballot(2)]), /b2 counts a vote twice/);
});

test('a late vote is found', () => {
  const close: Event[] = [
    { type: 'close', question: Q },
    { type: 'closed', question: Q },
  ];
  finds([question(), ...close, ...vote(1)], ledgerOf([ballot(1)]), /vote 1 was cast after the close/);
  const sealed: Event = { type: 'sealed', question: Q, ballots: 1 };
  const events = [question(), ...vote(1), invoke(2), ...close, sealed];
  finds(events, ledgerOf([ballot(1), ballot(2)]), /the close left 1 ballots, now there are 2/);
  assert.deepEqual(check([question(), invoke(1), ...close, ok(1)], ledgerOf([ballot(1)])), []);
});

test('a voter who voted twice is found', () => {
  const events = [question('browser'), ...vote(1, 'ann'), ...vote(2, 'ann')];
  const found = check(events, ledgerOf([ballot(1), ballot(2)]));
  assert.match(found.join('\n'), /ann voted 2 times: 1, 2/);
  assert.match(found.join('\n'), /2 ballots of 1 voters/);
  const one = [question('browser'), ...vote(1, 'ann')];
  finds(one, ledgerOf([ballot(1)], { voters: 2 }), /2 voters took part with 1 ballots/);
});

test('an answer that a later one should have replaced is found', () => {
  const events = [question('account', true), ...vote(1, 'ann'), ...vote(2, 'ann')];
  assert.deepEqual(check(events, ledgerOf([ballot(2)])), []);
  finds(events, ledgerOf([ballot(1)]), /ann has answer 1, but gave 2 after it/);
  finds(events, ledgerOf([], { tally: {}, shown: {} }), /the answer of ann is lost/);
  const overlapping = [question('account', true), invoke(1, 'ann'), invoke(2, 'ann'), ok(2), ok(1)];
  assert.deepEqual(check(overlapping, ledgerOf([ballot(1)])), []);
});

test('a refusal without a cause is found', () => {
  const refused = (why: string): Event[] => [
    question('browser'),
    invoke(1, 'ann'),
    { type: 'refused', op: 1, why, copies: 1 },
  ];
  finds(refused('closed'), ledgerOf([]), /refused without a cause: closed/);
  finds(refused('duplicate'), ledgerOf([]), /refused without a cause: duplicate/);
  finds(refused('not-found'), ledgerOf([]), /refused without a cause: not-found/);
  const [asked, ...sent] = refused('not-found') as [Event, ...Event[]];
  const jump: Event = { type: 'fault', fault: 'clock-jump' };
  const back: Event = { type: 'mended', fault: 'clock-jump' };
  assert.deepEqual(check([asked, jump, ...sent, back], ledgerOf([])), []);
  assert.equal(check([asked, jump, ...sent, back], ledgerOf([ballot(1)])).length, 2);
  // Another copy of it was counted, which the voter's next vote is told.
  const copied = sent.map((event) => (event.type === 'refused' ? { ...event, copies: 2 } : event));
  const next: Event[] = [invoke(2, 'ann'), { type: 'refused', op: 2, why: 'duplicate', copies: 1 }];
  assert.deepEqual(check([asked, jump, ...copied, back, ...next], ledgerOf([ballot(1)])), []);
  finds([asked, jump, back, ...sent], ledgerOf([]), /refused without a cause: not-found/);
  const twice: Event[] = [question('browser'), ...vote(2, 'ann'), ...refused('duplicate').slice(1)];
  assert.deepEqual(check(twice, ledgerOf([ballot(2)])), []);
});

test('an answer that was refused beside another may be counted where a copy of it came after the refusal', () => {
  const refused = (copies: number): Event => ({ type: 'refused', op: 1, why: 'concurrent-answer', copies });
  const events = (copies: number) => [
    ...[question('account', true), invoke(1, 'ann'), invoke(2, 'ann'), ok(2)],
    refused(copies),
  ];
  assert.deepEqual(check(events(1), ledgerOf([ballot(2)])), []);
  assert.deepEqual(check(events(2), ledgerOf([ballot(1)])), []);
  const found = check(events(1), ledgerOf([ballot(1)]));
  assert.match(found.join(), /b1 counts a vote twice, or one that nobody cast.*the answer of ann is lost/);
  finds([question('account', true), ...events(1).slice(1, 2), refused(1)], ledgerOf([]), /concurrent-answer/);
});

test('a vote that is refused for its key, which no vote has that stands, is found', () => {
  const refused = (op: number): Event => ({ type: 'refused', op, why: 'key-reused', copies: 1 });
  const other = { ...invoke(2), choices: [2], under: 1 } as Event;
  assert.deepEqual(check([question(), invoke(1), other, ok(1), refused(2)], ledgerOf([ballot(1)])), []);
  assert.deepEqual(check([question(), invoke(1), other, refused(2)], ledgerOf([ballot(1)])), []);
  finds([question(), invoke(1), refused(1)], ledgerOf([]), /refused without a cause: key-reused/);
  const both = check([question(), invoke(1), other, refused(2), refused(1)], ledgerOf([]));
  assert.equal(both.length, 2, both.join('\n'));
  const twin = [question(), invoke(1), other, ok(1), ok(2, 'b1')];
  const receipts = new Map([1, 2].map((op) => [`r${op}`, ballot(1)]));
  const [counted] = check(twin, { ...ledgerOf([ballot(1)]), receipts });
  assert.match(counted ?? '', /vote 2 is in the ledger with other choices/);
});

test('results that lack an acknowledged vote are found', () => {
  const results = (total: number, from: number): Event => ({ type: 'results', question: Q, total, from });
  const both = ledgerOf([ballot(1), ballot(2)]);
  const votes = [question(), ...vote(1), ...vote(2)];
  assert.deepEqual(check([...votes, results(1, 3), results(1, 4), results(2, 5)], both), []);
  finds([...votes, results(1, 5)], both, /results had 1 ballots after 2 were acknowledged/);
  const changes = [question('account', true), ...vote(1, 'ann'), ...vote(2, 'ann')];
  assert.deepEqual(check([...changes, results(1, 5)], ledgerOf([ballot(2)])), []);
  finds([...changes, results(0, 5)], ledgerOf([ballot(2)]), /results had 0 ballots after 1 were/);
});

test('numbers that are not those of the ballots are found', () => {
  const events = [question(), ...vote(1)];
  finds(events, ledgerOf([ballot(1)], { tally: { 1: 2 } }), /the tally has 2 for 1/);
  finds(events, ledgerOf([ballot(1)], { shown: { 1: 0 } }), /the results page has 0 for 1/);
  finds(events, ledgerOf([ballot(1)], { turnout: 3 }), /the turnout has 3/);
  finds(events, ledgerOf([ballot(1)], { rankings: { 1: 1 } }), /the rankings has 1/);
  finds(events, ledgerOf([ballot(1)], { csv: ['Tea', 'Tea'] }), /the export has 2 for Tea/);
  finds(events, ledgerOf([ballot(1)], { proofProblems: ['there is no final head'] }), /no final head/);
});

test('a receipt that does not open, or opens another vote, is found', () => {
  const events = [question(), ...vote(1)];
  const { questions } = ledgerOf([ballot(1)]);
  finds(events, { questions, receipts: new Map() }, /the receipt of vote 1 does not open/);
  const other = new Map([['r1', ballot(2)]]);
  finds(events, { questions, receipts: other }, /the receipt of vote 1 is of another vote/);
  finds(events, { questions: [], receipts: other }, /the question is lost/);
});
