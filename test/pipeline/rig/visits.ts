import assert from 'node:assert/strict';
import type { Bench } from './bench.ts';
import { Browser } from './browser.ts';
import { account } from './organiser.ts';

/** Where every request of these visits claims to come from. */
export const ADDRESS = '203.0.113.77';

const json = { 'content-type': 'application/json' };

/** Every header, each with something in it that nobody may see again. */
const headers = {
  'user-agent': 'canary-agent',
  'x-forwarded-for': ADDRESS,
  referer: 'https://canary-referer.example/',
  baggage: 'voter=canary-baggage',
  tracestate: 'canary=state',
};

const post = (url: string, body: unknown, more: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { ...headers, ...json, ...more },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** A code as it is shown, in groups, and as it is stored. */
const bothWays = (code: string) => [code, code.replaceAll('-', '')];

/** What the answer to a vote gives its voter alone: the ballot, and what else it may be proved with. */
async function receiptOf(answer: Response): Promise<string[]> {
  assert.ok(answer.ok, `${answer.status}: ${await answer.clone().text()}`);
  const { question: _, trace_id: __, ...own } = (await answer.json()) as Record<string, unknown>;
  return Object.values(own).flatMap((value) => bothWays(String(value)));
}

/** Votes, and all that is no vote, by form and over the API. */
export async function asVoter({ organiser, urls: [url = ''] }: Bench): Promise<string[]> {
  const { slug, choices } = await organiser.publish('Who will be known by this vote?', {
    choices: ['canary choice', 'canary other choice'],
    policy: 'browser',
  });
  const browser = new Browser(url, headers);
  const page = `/questions/${slug}`;
  const vote = (fields: Record<string, string>) => browser.submit(page, `${page}/votes`, fields);
  await vote({ choices: 'canary-form' });
  const thanks = await vote({ choices: String(choices[0]), ballot: 'canary-ballot' });
  const [, code = ''] = /class="receipt-code">.*?((?:[0-9A-Z]+-)+[0-9A-Z]+)/s.exec(thanks.html) ?? [];
  assert.ok(code, 'the form gives a receipt');
  for (const typed of [code, 'canary-receipt']) await browser.submit('/receipt', '/receipt', { code: typed });
  await browser.open(`${page}/votes`, new URLSearchParams({ _csrf: 'canary-csrf', ballot: 'canary' }));
  await browser.open(`${page}/results`);
  await organiser.send('POST', '/exports', { prefix: 'secrets', questions: [slug] });
  await organiser.send('POST', '/exports', { prefix: 'secrets', layout: 'together', questions: [slug] });
  const send = (path: string, body: string, more: Record<string, string> = {}) =>
    post(`${url}/api/v1${path}`, body, more);
  const votes = `/questions/${slug}/votes`;
  const counted = await send(
    `${votes}?voter=canary-query`,
    JSON.stringify({ choices: choices.slice(0, 1) }),
    {
      'idempotency-key': 'canary-key',
      cookie: browser.cookies.map((value) => `canary=${value}`).join('; '),
    },
  );
  await send(votes, '{"choices":[canary-json');
  await send(votes, '{"choices":["canary-type"],"canary":1}');
  await send('/questions/%00canary-null/votes', '{"choices":[1]}');
  for (const path of ['/canary-path', '/questions/canary-slug', '/questions/%00canary?canary=1'])
    await fetch(url + path, { headers });
  const receipt = await receiptOf(counted);
  for (const typed of [...receipt, 'canary-receipt'])
    await send('/receipts', JSON.stringify({ code: typed }));
  return [...browser.cookies, ...receipt, ...bothWays(code)];
}

/** Votes with one-time credentials, by the link of an invitation and over the API. */
export async function asInvited({ organiser, urls: [url = ''] }: Bench): Promise<string[]> {
  const { slug, choices } = await organiser.publish('Who is invited to this vote?', { policy: 'credential' });
  const made = await organiser.send<{ credentials: { link: string; code: string }[] }>(
    'POST',
    `/questions/${slug}/credentials`,
    { count: 2 },
  );
  const [linked, typed] = made.credentials;
  assert.ok(linked && typed);
  const page = `/questions/${slug}`;
  const browser = new Browser(url, headers);
  await browser.open(page + new URL(linked.link).search);
  await browser.submit(page, `${page}/votes`, { choices: String(choices[0]) });
  await browser.submit(page, `${page}/votes`, { choices: String(choices[0]) }).catch(() => undefined);
  const vote = (credential: string) =>
    post(`${url}/api/v1${page}/votes`, { choices: choices.slice(0, 1), credential });
  const counted = await vote(typed.code);
  for (const credential of [typed.code, 'canary-credential', 'canary \u0000']) await vote(credential);
  const codes = made.credentials.flatMap(({ link, code }) => [
    ...bothWays(code),
    new URL(link).searchParams.get('credential') ?? '',
  ]);
  return [...codes, ...browser.cookies, ...(await receiptOf(counted))];
}

/** Signs up, votes by name and changes the answer, and ends what it opened. */
export async function asAccountHolder({ organiser, urls: [url = ''] }: Bench): Promise<string[]> {
  const api = `${url}/api/v1`;
  const own = { name: 'canary-account', password: 'canary-password-of-an-account' };
  assert.equal((await post(`${api}/accounts`, own)).status, 201);
  const session = (await (await post(`${api}/sessions`, own)).json()) as { token: string };
  const authorization = `Bearer ${session.token}`;
  const made = await post(
    `${api}/tokens`,
    { name: 'canary-token-name', scopes: ['votes:write'] },
    { authorization },
  );
  const { token } = (await made.json()) as { token: string };
  assert.ok(token);
  const { slug, choices } = await organiser.publish('Who changes an answer?', {
    policy: 'account',
    secret: false,
  });
  const votes = `${api}/questions/${slug}/votes`;
  const vote = (choice: number | undefined, bearer: string) =>
    post(votes, { choices: [choice] }, { authorization: `Bearer ${bearer}` });
  const first = await receiptOf(await vote(choices[0], session.token));
  const changed = await receiptOf(await vote(choices[1], token));
  const browser = new Browser(url, headers);
  await browser.submit('/login', '/login', { username: own.name, password: own.password });
  for (const path of ['/account', `/questions/${slug}`, `/questions/${slug}/results`])
    await browser.open(path);
  await fetch(`${api}/sessions/current`, { method: 'DELETE', headers: { ...headers, authorization } });
  return [session.token, token, ...browser.cookies, ...first, ...changed];
}

/** Logs in with wrong and right passwords, and sends tokens of both kinds. */
export async function asOrganiser({ urls: [url = ''] }: Bench): Promise<string[]> {
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
  return [...browser.cookies, token, account.password];
}
