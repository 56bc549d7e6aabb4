import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { query } from '../../../test/support/embedded.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const html = { accept: 'text/html' };

/** What the footer says: visits and unique visitors. */
const said = (body: string) => {
  const [, visits, unique] = /You have visited (\d+) times?\. (\d+) unique visitors?\./.exec(body) ?? [];
  return visits === undefined ? undefined : [Number(visits), Number(unique)];
};

describe('behind a trusted proxy', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup, { TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8,fd00::/8' });
  });

  const visit = async (forwarded: string, options: { remoteAddress?: string; url?: string } = {}) => {
    const headers = { ...html, 'x-forwarded-for': forwarded };
    return said((await test.app.inject({ url: '/', headers, ...options })).body);
  };

  it('visitors are told apart by the address that it names, and each page is a visit', async () => {
    assert.deepEqual(await visit('198.51.100.1'), [1, 1]);
    assert.deepEqual(await visit('198.51.100.1', { url: '/login' }), [2, 1]);
    assert.deepEqual(await visit('198.51.100.2'), [1, 2]);
    assert.deepEqual(await visit('::ffff:198.51.100.1'), [3, 2]);
    assert.deepEqual(await visit('2001:db8:1:2::1'), [1, 3]);
    assert.deepEqual(await visit('2001:db8:1:2:aaaa::9'), [2, 3]);
  });

  it('the header is read from right to left, past the proxies alone', async () => {
    const before = await visit('198.51.100.30');
    assert.deepEqual(before?.[0], 1);
    // What the visitor wrote itself stands to the left of what our proxies saw.
    assert.equal((await visit('203.0.113.9, 198.51.100.30'))?.[0], 2);
    assert.equal((await visit('203.0.113.9, 198.51.100.30, 10.1.2.3'))?.[0], 3);
    assert.equal(
      (await visit('198.51.100.30, 10.1.2.3, fd00::7', { remoteAddress: '::ffff:127.0.0.1' }))?.[0],
      4,
    );
    // A proxy that is not ours is as far as anybody can look.
    assert.equal((await visit('198.51.100.30, 203.0.113.50'))?.[0], 1);
  });

  it('a forged header from elsewhere is ignored', async () => {
    for (const [index, forged] of ['198.51.100.40', '198.51.100.41', '10.0.0.1', '127.0.0.1'].entries())
      assert.equal((await visit(forged, { remoteAddress: '203.0.113.60' }))?.[0], index + 1, forged);
    assert.equal((await visit('198.51.100.40'))?.[0], 1);
  });

  it('what is no address counts for nobody', async () => {
    assert.equal(await visit('unknown'), undefined);
  });
});

describe('without trusted proxies', () => {
  const cleanup = suiteCleanup();

  it('the header is ignored whoever sends it', async () => {
    const { app } = await createTestApp(cleanup);
    for (const [index, forged] of ['198.51.100.1', '198.51.100.2'].entries()) {
      const headers = { ...html, 'x-forwarded-for': forged };
      assert.deepEqual(said((await app.inject({ url: '/', headers })).body), [index + 1, 1]);
    }
  });
});

describe('a visit', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });
  const rows = () =>
    test.database.sequelize.query<{ visitor: Buffer; visits: number }>(
      'SELECT visitor, visits::integer FROM visitors',
      {
        type: QueryTypes.SELECT,
      },
    );

  it('is a page that was read: no asset, answer of the API, vote, error or health check', async () => {
    const { slug, choices } = await test.published();
    const post = {
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      payload: { choices: [choices[0]] },
    } as const;
    await test.app.inject(post);
    for (const url of [
      '/static/base.css',
      '/api/v1/questions',
      '/healthz',
      '/readyz',
      '/version',
      '/nowhere',
      '/login',
    ])
      await test.app.inject({ method: url === '/login' ? 'HEAD' : 'GET', url, headers: html });
    const page = await test.app.inject({ url: '/', headers: html });
    assert.deepEqual(said(page.body), [1, 1]);
    assert.equal(said((await test.app.inject({ url: '/nowhere', headers: html })).body), undefined);
    const spanish = await test.app.inject({ url: '/', headers: { ...html, 'accept-language': 'es' } });
    assert.match(spanish.body, /Nos has visitado 2 veces\. 1 visitante único\./);
  });

  it('is kept as a hash with a day, once the service stops at the latest', async () => {
    const other = await createTestApp(cleanup);
    await other.app.inject({ url: '/', headers: html });
    await other.app.close();
    const [row] = await other.database.sequelize.query<{ row: string }>(
      'SELECT v::text AS row FROM visitors v',
      {
        type: QueryTypes.SELECT,
      },
    );
    assert.match(row?.row ?? '', /^\("\\\\x[0-9a-f]{64}",1,\d{4}-\d\d-\d\d\)$/);
  });

  it('keeps nobody waiting where others hold the rows', async () => {
    await test.app.inject({ url: '/', headers: html });
    const lock = await test.database.sequelize.transaction();
    await test.database.sequelize.query(
      'UPDATE visitors SET visits = visits; UPDATE visitor_totals SET visitors = visitors',
      {
        transaction: lock,
      },
    );
    const before = said((await test.app.inject({ url: '/', headers: html })).body)?.[0] ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.equal(said((await test.app.inject({ url: '/', headers: html })).body)?.[0], before + 1);
    await lock.rollback();
    assert.ok((await rows()).length <= 1);
  });

  it('shows its number in the API', async () => {
    const { app } = await createTestApp(cleanup);
    const answer = await app.inject('/api/v1/visitors');
    assert.deepEqual(answer.json(), { unique: 0 });
  });
});

it('are tried again while the database only reads, which is written down once a minute', async (t) => {
  const { app, database } = await createTestApp(t);
  const lines: unknown[] = [];
  app.log.warn = (_fields: object, line?: string) => void lines.push(line);
  const name = database.sequelize.getDatabaseName();
  await database.sequelize.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  // The pool is told by its next connections.
  const others = 'datname = current_database() AND pid <> pg_backend_pid()';
  await query(database.url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
  const tries = t.mock.method(database.sequelize, 'query');
  // A page that meets an ended connection counts no visit.
  await eventually(async () =>
    assert.ok(said((await app.inject({ url: '/', headers: html })).body), 'the visit is counted'),
  );
  const tried = () =>
    tries.mock.calls.filter(({ arguments: [text] }) => /INSERT INTO visit/.test(String(text))).length;
  await eventually(() => assert.ok(tried() >= 3));
  assert.deepEqual(lines, ['visits not recorded']);
});
