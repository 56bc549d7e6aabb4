import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawTickets } from './print-sheet.ts';

const invitations = [{ link: 'https://vote.example.org/questions/lunch?credential=AB1', code: 'AB-1' }];
const question = { id: 12, text: 'Where to eat?', opensAt: null, closesAt: null, timeZone: 'America/Lima' };

test('a ticket says until when it is good, on the clock of the question', async () => {
  const closesAt = new Date('2026-12-01T10:00:00Z');
  const [ticket] = await drawTickets(invitations, { ...question, closesAt }, 'en');
  assert.match(String(ticket), /Voting closes <time[^>]*>1 Dec 2026, 05:00 GMT-5</);
});

test('a ticket of a question that is not open yet says when it will be', async () => {
  const opensAt = new Date(Date.now() + 86_400_000);
  const [ticket] = await drawTickets(invitations, { ...question, opensAt }, 'en');
  assert.match(String(ticket), /Voting opens <time/);
  const [open] = await drawTickets(invitations, { ...question, opensAt: new Date(0) }, 'en');
  assert.doesNotMatch(String(open), /Voting opens/);
});

test('who cannot scan types a short address and the code', async () => {
  const [ticket] = await drawTickets(invitations, question, 'en');
  assert.match(String(ticket), /<code>vote\.example\.org\/q\/12<\/code>.*<code>AB-<wbr>1<\/code>/s);
});

test('where voting is closed by hand it names no time', async () => {
  const [ticket] = await drawTickets(invitations, question, 'en');
  assert.match(String(ticket), /Where to eat\?.*AB-<wbr>1/s);
  assert.doesNotMatch(String(ticket), /<time/);
});
