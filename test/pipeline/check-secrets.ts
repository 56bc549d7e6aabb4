import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import type { Bench } from './rig/bench.ts';
import { Browser } from './rig/browser.ts';
import { account } from './rig/organiser.ts';

const ADDRESS = '203.0.113.77';
const json = { 'content-type': 'application/json' };

/** Every header, each with something in it that nobody may see again. */
const headers = {
  'user-agent': 'canary-agent',
  'x-forwarded-for': ADDRESS,
  referer: 'https://canary-referer.example/',
  baggage: 'voter=canary-baggage',
  tracestate: 'canary=state',
};

async function asVoter({ organiser, urls: [url = ''] }: Bench): Promise<string[]> {
  const { slug, choices } = await organiser.publish('Who will be known by this vote?', {
    choices: ['canary choice', 'canary other choice'],
    policy: 'browser',
  });
  const browser = new Browser(url, headers);
  const page = `/questions/${slug}`;
  const vote = (fields: Record<string, string>) => browser.submit(page, `${page}/votes`, fields);
  await vote({ choices: 'canary-form' });
  await vote({ choices: String(choices[0]), ballot: 'canary-ballot' });
  await browser.open(`${page}/votes`, new URLSearchParams({ _csrf: 'canary-csrf', ballot: 'canary' }));
  await browser.open(`${page}/results`);
  await organiser.send('POST', '/exports', { prefix: 'secrets', questions: [slug] });
  const send = (path: string, body: string, more: Record<string, string> = {}) =>
    fetch(`${url}/api/v1${path}`, { method: 'POST', headers: { ...headers, ...json, ...more }, body });
  const votes = `/questions/${slug}/votes`;
  await send(`${votes}?voter=canary-query`, JSON.stringify({ choices: choices.slice(0, 1) }), {
    'idempotency-key': 'canary-key',
    cookie: browser.cookies.map((value) => `canary=${value}`).join('; '),
  });
  await send(votes, '{"choices":[canary-json');
  await send(votes, '{"choices":["canary-type"],"canary":1}');
  await send('/questions/%00canary-null/votes', '{"choices":[1]}');
  for (const path of ['/canary-path', '/questions/canary-slug', '/questions/%00canary?canary=1'])
    await fetch(url + path, { headers });
  return browser.cookies;
}

async function asOrganiser({ urls: [url = ''] }: Bench): Promise<string[]> {
  const browser = new Browser(url, headers);
  const logIn = (username: string, password: string) =>
    browser.submit('/login', '/login', { username, password });
  await logIn('canary-name', 'canary-password');
  await logIn('canary-\u0000name', 'canary-\u0000password');
  await logIn(account.name, account.password);
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { ...headers, ...json },
    body: JSON.stringify(account),
  });
  const { token } = (await answer.json()) as { token: string };
  for (const bearer of [token, 'canary-token'])
    await fetch(`${url}/api/v1/exports`, { headers: { ...headers, authorization: `Bearer ${bearer}` } });
  const made = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { ...headers, ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: 'canary-token-name', scopes: ['exports:write'] }),
  });
  const { token: access } = (await made.json()) as { token: string };
  await fetch(`${url}/api/v1/exports`, { headers: { ...headers, authorization: `Bearer ${access}` } });
  return [...browser.cookies, token, access, account.password];
}

/** Somebody who signs up, has to choose another name, and changes the password. */
async function asNewcomer({ urls: [url = ''] }: Bench): Promise<string[]> {
  const browser = new Browser(url, headers);
  const signUp = (username: string) =>
    browser.submit('/signup', '/signup', { username, password: 'canary-password' });
  await signUp('canary name');
  await signUp('canary-newcomer');
  const passwords = { current: 'canary-password', new: 'canary-new-password' };
  const { status } = await browser.submit('/account', '/account/password', passwords);
  assert.equal(status, 200);
  return browser.cookies;
}

/** Secrets are pushed through every way in; none may come out as telemetry. */
export function checkSecrets(bench: () => Bench): void {
  it('tells no signal of a voter, an address, a choice or a credential', async () => {
    const { stack, services, received, databaseUrl } = bench();
    const secrets = [
      'canary',
      ADDRESS,
      stack.s3.secretAccessKey,
      new URL(databaseUrl).password,
      ...(await asVoter(bench())),
      ...(await asOrganiser(bench())),
      ...(await asNewcomer(bench())),
    ].filter((secret) => secret.length > 5);
    assert.ok(secrets.length >= 8);
    const end = 'ef'.repeat(16);
    await fetch(`${services[0].url}/`, { headers: { traceparent: `00-${end}-${'ef'.repeat(8)}-01` } });
    await eventually(() => assert.ok(received.text('traces').includes(end)));
    const scraped = await (await fetch(`${services[0].url}/metrics`)).text();
    assert.match(scraped, /votes_total\{/);
    const told = {
      metrics: received.text('metrics'),
      traces: received.text('traces'),
      logs: received.text('logs'),
      output: readFileSync(services[0].part.spec.logFile, 'utf8'),
      scraped,
    };
    for (const [where, text] of Object.entries(told)) {
      for (const secret of secrets) {
        const at = text.toLowerCase().indexOf(secret.toLowerCase());
        assert.ok(at < 0, `${where} tell of ${secret}: ${text.slice(Math.max(0, at - 400), at + 100)}`);
      }
    }
  });
}
