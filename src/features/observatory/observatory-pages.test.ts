import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { openSession } from '#src/features/accounts/session-store.ts';
import { assertWellFormed } from '#src/ui/testing/page-checks.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const TRACE = 'ab'.repeat(16);

/** A backend that answers every call alike, or never. */
async function backend(t: TestContext, answer: { status: number; body: string } | 'never') {
  const asked: string[] = [];
  /** How many calls had come when the first was ended. */
  let together: number | undefined;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.once('close', () => {
      together ??= asked.length;
    });
    if (answer !== 'never') response.writeHead(answer.status).end(answer.body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    together: () => together,
  };
}

async function as({ app, database }: TestApp, role: 'organiser' | 'administrator') {
  const account = await createAccount(database, { name: role, password: 'correct horse', role });
  const cookies = { session: await openSession(database, account) };
  return async (url: string) => {
    const { statusCode, body } = await app.inject({ url, cookies, headers: { accept: 'text/html' } });
    assertWellFormed(body);
    return { status: statusCode, text: body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), body };
  };
}

async function voted(app: TestApp, votes: number): Promise<void> {
  const { slug, choices } = await app.published();
  for (let cast = 0; cast < votes; cast++) {
    const url = `/api/v1/questions/${slug}/votes`;
    const answer = await app.app.inject({ method: 'POST', url, payload: { choices: choices.slice(0, 1) } });
    assert.equal(answer.statusCode, 201);
  }
}

/** The observatory of an installation with three votes and these backends. */
async function observatory(t: TestContext, env: NodeJS.ProcessEnv) {
  const app = await createTestApp(t, env);
  await voted(app, 3);
  const open = await as(app, 'administrator');
  return { app, open };
}

describe('the observatory', () => {
  it('is for administrators alone', async (t) => {
    const { app, open } = await observatory(t, {});
    const organiser = await as(app, 'organiser');
    for (const url of ['/observatory', `/observatory/traces/${TRACE}`]) {
      const visitor = await app.app.inject({ url, headers: { accept: 'text/html' } });
      assert.equal(visitor.statusCode, 303);
      assert.equal(visitor.headers.location, `/login?next=${encodeURIComponent(url)}`);
      assert.equal((await organiser(url)).status, 403);
    }
    assert.doesNotMatch((await organiser('/organise')).body, /href="\/observatory"/);
    assert.match((await open('/organise')).body, /href="\/observatory"/);
  });

  it('shows the ledger where nothing else is configured, and says what to set', async (t) => {
    const { open } = await observatory(t, {});
    const { status, text } = await open('/observatory');
    assert.equal(status, 200);
    assert.match(text, /The ledger holds 3 votes\./);
    assert.match(text, /Prometheus is not configured\. Set PROMETHEUS_URL to see this\./);
    assert.equal(text.split('PROMETHEUS_URL').length, 2, 'it says so once');
    assert.match(text, /Alerts that fire, objectives, and what was counted/);
    assert.match(text, /Tempo is not configured\. Set TEMPO_URL to see this\./);
    assert.doesNotMatch(text, /Prometheus counted|Nothing else fires|No traces yet/);
    assert.match((await open(`/observatory/traces/${TRACE}`)).text, /Tempo is not configured/);
  });

  it('shows the ledger where the backends are away', async (t) => {
    const away = 'http://127.0.0.1:1';
    const { open } = await observatory(t, { PROMETHEUS_URL: away, TEMPO_URL: away });
    const { status, text } = await open('/observatory');
    assert.equal(status, 200);
    assert.match(text, /The ledger holds 3 votes\./);
    assert.match(text, /Prometheus does not answer\./);
    assert.match(text, /Tempo does not answer\./);
    assert.match((await open(`/observatory/traces/${TRACE}`)).text, /Tempo does not answer/);
  });

  it('shows the ledger where the backends speak of something else', async (t) => {
    for (const answer of [
      { status: 200, body: '<!doctype html>' },
      {
        status: 200,
        body: '{"data":{"result":[{"value":"many"}],"alerts":3},"traces":[{"traceID":"../x"}]}',
      },
      { status: 500, body: '{}' },
    ]) {
      const { url } = await backend(t, answer);
      const { open } = await observatory(t, { PROMETHEUS_URL: url, TEMPO_URL: url });
      const { status, text } = await open('/observatory');
      assert.equal(status, 200);
      assert.match(text, /The ledger holds 3 votes\./);
      assert.equal(text.match(/Prometheus gave an answer that makes no sense/g)?.length, 1);
      assert.match(text, /Tempo gave an answer that makes no sense/);
    }
  });

  it('waits no longer than two seconds for all of them together', async (t) => {
    const { url, asked, together } = await backend(t, 'never');
    const { open } = await observatory(t, { PROMETHEUS_URL: url, TEMPO_URL: url });
    const started = performance.now();
    const { text } = await open('/observatory');
    const seconds = (performance.now() - started) / 1000;
    assert.ok(seconds >= 1.9 && seconds < 20, `${seconds} s`);
    assert.ok(asked.length > 2);
    assert.equal(together(), asked.length, 'nobody is waited for before all were asked');
    assert.match(text, /The ledger holds 3 votes\..*Prometheus does not answer\..*Tempo does not answer\./);
  });

  it('says in a friendly way that a trace is not there, and asks for nothing that is no trace id', async (t) => {
    const { url, asked } = await backend(t, { status: 200, body: '' });
    const { open } = await observatory(t, { TEMPO_URL: `${url}/` });
    const missing = await open(`/observatory/traces/${TRACE.toUpperCase()}`);
    assert.equal(missing.status, 404);
    assert.match(missing.text, /There is no such trace/);
    assert.deepEqual(asked.splice(0), [`/api/v2/traces/${TRACE}?`]);
    for (const id of ['x', `${TRACE}0`, '..%2F..%2Fapi%2Fsearch', '%3Fq', `${TRACE.slice(1)}g`]) {
      assert.equal((await open(`/observatory/traces/${id}`)).status, 404, id);
    }
    assert.deepEqual(asked, []);
  });
});
