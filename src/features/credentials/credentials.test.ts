import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

interface Made {
  credentials: { link: string; code: string }[];
}

describe('one-time credentials', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let headers: { authorization: string };
  let stranger: { authorization: string };
  before(async () => {
    test = await createTestApp(cleanup, { PUBLIC_URL: 'https://vote.example.org' });
    headers = await test.organiser('ada');
    stranger = await test.organiser('grace');
  });

  const send = (method: 'GET' | 'POST' | 'DELETE' | 'PUT', path: string, payload?: object, as = headers) =>
    test.app.inject({ method, url: `/api/v1/questions${path}`, headers: as, ...(payload && { payload }) });

  async function question(part: object = {}) {
    const draft = { text: 'Members only?', choices: ['Yes', 'No'], policy: 'credential', ...part };
    const { slug, choices } = (await send('POST', '', draft)).json<{
      slug: string;
      choices: { id: number }[];
    }>();
    const publish = () => send('POST', `/${slug}/publish`);
    const make = async (count: number) =>
      (await send('POST', `/${slug}/credentials`, { count })).json<Made>().credentials;
    const vote = async (credential = '') => {
      const payload = { choices: [choices[0]?.id], credential };
      return (await test.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload }))
        .statusCode;
    };
    const counts = async () =>
      (await send('GET', `/${slug}/credentials`)).json<{ made: number; used: number }>();
    return { slug, publish, make, vote, counts };
  }

  it('are made for a draft, shown once and good for one vote each', async () => {
    const { slug, publish, make, vote, counts } = await question();
    const [first, second] = await make(2);
    await publish();
    assert.match(
      first?.link ?? '',
      new RegExp(`^https://vote\\.example\\.org/questions/${slug}\\?credential=[0-9A-Z]{26}$`),
    );
    const code = new URL(second?.link ?? '').searchParams.get('credential') ?? '';
    assert.notEqual(first?.code, second?.code);
    assert.deepEqual(
      [
        await vote(first?.code),
        await vote(first?.code),
        await vote(code.toLowerCase()),
        await vote(second?.code),
      ],
      [201, 409, 201, 409],
      'hyphens and case do not count',
    );
    assert.equal(await vote('0'.repeat(26)), 403);
    assert.deepEqual(await counts(), { made: 2, used: 2 });
  });

  it('are taken as people write them down, and as the link that they were given', async () => {
    const { slug, publish, make, vote } = await question();
    const [first, second, third] = await make(3);
    await publish();
    assert.equal(await vote(` ${first?.code.replaceAll('-', '–')} `), 201);
    assert.equal(await vote(second?.link), 201);
    assert.equal(await vote(`https://vote.example.org/questions/${slug}?credential=`), 403);
    assert.equal(await vote((third?.code ?? '').replaceAll('-', ' ').toLowerCase()), 201);
  });

  it('are stored as hashes alone, in the order of the hashes', async () => {
    const { slug, make } = await question();
    const made = await make(500);
    assert.equal(new Set(made.map(({ code }) => code)).size, 500);
    const [rows] = await test.database.sequelize.query(
      `SELECT encode(voter, 'hex') AS voter FROM credentials c JOIN questions q ON q.id = c.question_id
       WHERE slug = '${slug}' ORDER BY c.ctid`,
    );
    const stored = (rows as { voter: string }[]).map(({ voter }) => voter);
    assert.deepEqual(stored, [...stored].sort(), 'the heap does not tell which link came first');
    const [tables] = await test.database.sequelize.query('SELECT to_jsonb(a)::text AS line FROM audit_log a');
    assert.ok(!JSON.stringify([rows, tables]).includes(made[0]?.code.replaceAll('-', '') ?? ''));
  });

  it('are revoked where nobody has voted with them', async () => {
    const { slug, publish, make, vote, counts } = await question();
    const [used, unused] = await make(2);
    await publish();
    await vote(used?.code);
    assert.deepEqual((await send('DELETE', `/${slug}/credentials`)).json(), { revoked: 1 });
    assert.deepEqual(await counts(), { made: 1, used: 1 });
    assert.equal(await vote(unused?.code), 403);
    assert.equal(await vote(used?.code), 409);
    assert.deepEqual((await send('DELETE', `/${slug}/credentials`)).json(), { revoked: 0 });
    const [told] = await test.database.sequelize.query(
      `SELECT actor FROM audit_log WHERE action = 'credentials.revoked' AND question = '${slug}'`,
    );
    assert.deepEqual(told, [{ actor: 'ada' }], 'of none there is nothing to tell');
  });

  it('are a hundred thousand of a question at most', async () => {
    const { slug, make, counts } = await question();
    await test.database.sequelize.query(
      `INSERT INTO credentials (question_id, voter) SELECT id, sha256(n::text::bytea)
       FROM questions, generate_series(1, 99999) n WHERE slug = '${slug}'`,
    );
    assert.equal((await make(1)).length, 1);
    assert.equal((await send('POST', `/${slug}/credentials`, { count: 1 })).statusCode, 409);
    assert.equal((await counts()).made, 100_000);
  });

  it('are replaced one by one, where nobody has voted with them', async () => {
    const { slug, publish, make, vote, counts } = await question();
    const [lost, used, kept] = await make(3);
    await publish();
    await vote(used?.code);
    const replace = (credential = '', as = headers) =>
      send('POST', `/${slug}/credentials/replace`, { credential }, as);
    assert.equal((await replace(lost?.code, stranger)).statusCode, 403);
    const answer = await replace(lost?.link);
    assert.equal(answer.statusCode, 201, answer.body);
    const fresh = answer.json<{ link: string; code: string }>();
    assert.equal(new URL(fresh.link).searchParams.get('credential'), fresh.code.replaceAll('-', ''));
    assert.deepEqual([await vote(lost?.code), await vote(fresh.code)], [403, 201]);
    const [told] = await test.database.sequelize.query(
      `SELECT actor FROM audit_log WHERE action = 'credentials.replaced' AND question = '${slug}'`,
    );
    assert.deepEqual(told, [{ actor: 'ada' }]);
    for (const [code, why] of [
      [lost?.code, /no invitation of this question/],
      [used?.code, /Somebody has voted/],
    ] as const) {
      const refused = await replace(code);
      assert.equal(refused.statusCode, 409);
      assert.match(refused.body, why);
    }
    assert.deepEqual(await counts(), { made: 3, used: 2 });

    const ada = new PageVisitor(test);
    await ada.logIn('ada');
    const at = `/organise/questions/${slug}/credentials`;
    const again = await ada.post(`${at}/replace`, { credential: lost?.code ?? '' });
    assert.equal(again.status, 409);
    assert.match(again.body, /id="old-error".*no invitation of this question/s);
    const sheet = await ada.post(`${at}/replace`, { credential: kept?.code ?? '' });
    assert.equal(sheet.body.match(/<li class="ticket">/g)?.length, 1);
    const [, printed] = /credential&#61;([0-9A-Z]{26})</.exec(sheet.body) ?? [];
    assert.deepEqual([await vote(kept?.code), await vote(printed)], [403, 201]);
    assert.match((await ada.get(`/organise/log?question=${slug}`)).body, /Replaced an invitation/);
    await send('POST', `/${slug}/close`);
    assert.equal((await replace(kept?.code)).statusCode, 409);
    assert.match((await ada.post(`${at}/replace`, { credential: 'A' })).body, /takes no more votes/);
  });

  for (const [how, taken] of [
    [
      'replaced',
      async (slug: string, credential: string) =>
        send('POST', `/${slug}/credentials/replace`, { credential }),
    ],
    ['revoked', async (slug: string) => send('DELETE', `/${slug}/credentials`)],
  ] as const)
    it(`are good for nothing once they are ${how}, also for a vote that waits meanwhile`, async () => {
      const { slug, publish, make, vote, counts } = await question();
      const code = (await make(1))[0]?.code ?? '';
      await publish();
      const { sequelize } = test.database;
      const holder = await sequelize.transaction();
      await sequelize.query('SELECT FROM questions WHERE slug = $1 FOR UPDATE', {
        bind: [slug],
        transaction: holder,
      });
      const change = taken(slug, code);
      await untilLocked(test.database);
      const voted = vote(code);
      await untilLocked(test.database, 2);
      await holder.commit();
      assert.ok((await change).statusCode < 300);
      assert.equal(await voted, 403);
      assert.equal((await counts()).used, 0);
    });

  it('are refused where they have no use, and to who does not manage the question', async () => {
    const { slug, publish } = await question();
    const status = async (path: string, count: number, as = headers) =>
      (await send('POST', `/${path}/credentials`, { count }, as)).statusCode;
    assert.equal(await status(slug, 1, stranger), 404);
    await publish();
    assert.equal(await status(slug, 1, stranger), 403);
    assert.deepEqual([await status(slug, 0), await status(slug, 10_001)], [400, 400]);
    await send('POST', `/${slug}/close`);
    assert.equal(await status(slug, 1), 409);
    const open = await question({ policy: 'open' });
    assert.equal(await status(open.slug, 1), 409);
  });

  it('are made once by a form that is sent twice, at once or later', async () => {
    const { slug, counts } = await question();
    const ada = new PageVisitor(test);
    await ada.logIn('ada');
    const at = `/organise/questions/${slug}/credentials`;
    const form = async () => {
      const [, seen = ''] = /name="seen" value="([^"]*)"/.exec((await ada.get(at)).body) ?? [];
      return { count: '4', as: 'csv', seen };
    };
    const first = await form();
    const both = await Promise.all([ada.post(at, first), ada.post(at, first)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
    const again = await ada.post(at, first);
    assert.equal(again.status, 409);
    assert.match(again.body, /id="count-error".*Nothing was made.*name="count"[^>]*value="4"/s);
    assert.deepEqual(await counts(), { made: 4, used: 0 });
    assert.equal((await ada.post(at, await form())).status, 200);
    assert.deepEqual(await counts(), { made: 8, used: 0 });
  });

  it('are shown again on a sheet whose form is sent again, and made once', async () => {
    const { slug, publish, vote, counts } = await question();
    await publish();
    const ada = new PageVisitor(test);
    await ada.logIn('ada');
    const at = `/organise/questions/${slug}/credentials`;
    const keyOf = async () => /name="form" value="([^"]*)"/.exec((await ada.get(at)).body)?.[1] ?? '';
    const linksOf = ({ body }: { body: string }) => body.match(/credential&#61;[0-9A-Z]{26}/g) ?? [];
    const first = { count: '2', as: 'sheet', seen: '0', form: await keyOf() };
    const [one, other] = await Promise.all([ada.post(at, first), ada.post(at, first)]);
    assert.equal(linksOf(one).length, 2);
    assert.deepEqual(linksOf(other), linksOf(one));
    const [old = '', kept = ''] = linksOf(one).map((link) => link.slice(-26));
    const lost = { credential: old, form: await keyOf() };
    const replaced = await ada.post(`${at}/replace`, lost);
    assert.deepEqual(linksOf(await ada.post(`${at}/replace`, lost)), linksOf(replaced));
    assert.deepEqual(await counts(), { made: 2, used: 0 });
    assert.equal((await ada.post(at, first)).status, 409, 'not all on it are good any more');
    const [fresh = ''] = linksOf(replaced);
    assert.deepEqual([await vote(old), await vote(fresh.slice(-26)), await vote(kept)], [403, 201, 201]);
    assert.equal((await ada.post(at, { ...first, seen: '2', form: await keyOf() })).status, 200);
    assert.equal((await counts()).made, 4);
  });

  it('come as CSV and as a sheet from the form, which says what is wrong with its number', async () => {
    const { slug, publish, vote } = await question();
    await publish();
    const ada = new PageVisitor(test);
    await ada.logIn('ada');
    const at = `/organise/questions/${slug}/credentials`;
    const csv = await ada.post(at, { count: '10000', as: 'csv' });
    assert.match(
      String(csv.headers['content-disposition']),
      new RegExp(`filename="invitations_${slug}\\.csv"`),
    );
    assert.equal(csv.headers['cache-control'], 'no-store');
    assert.ok(csv.body.endsWith('\r\n'), 'a line put behind it is one of its own');
    const lines = csv.body.trimEnd().split('\r\n');
    assert.deepEqual([lines.length, lines[0]], [10_001, 'link,code']);
    for (const cell of lines.slice(1).flatMap((line) => line.split(','))) {
      assert.match(cell, /^[0-9A-Zh]/, 'no cell begins a formula');
    }
    assert.equal(await vote(lines[1]?.split(',')[1]), 201);

    const sheet = await ada.post(at, { count: ' 3 ', as: 'sheet' });
    assert.equal(sheet.body.match(/<li class="ticket">/g)?.length, 3);
    const [, printed] = /credential&#61;([0-9A-Z]{26})</.exec(sheet.body) ?? [];
    assert.equal(await vote(printed), 201);

    const page = await ada.get(at);
    assert.match(page.body, /Made<\/dt><dd>10,003<.*Used<\/dt><dd>2<.*Not used yet<\/dt><dd>10,001</s);
    assert.ok(!page.body.includes(printed ?? 'none'), 'shown once');
    for (const [count, as, problem] of [
      ['', 'csv', 'Give a whole number from 1 to 10,000.'],
      ['-1', 'sheet', 'Give a whole number from 1 to 10,000.'],
      ['10001', 'sheet', 'Give a whole number from 1 to 10,000.'],
      ['501', 'sheet', 'A sheet holds at most 500: take fewer, or the CSV.'],
    ] as const) {
      const refused = await ada.post(at, { count, as });
      assert.equal(refused.status, 422);
      assert.ok(refused.body.includes(problem), problem);
    }
    assert.match((await ada.get(`${at}/revoke`)).body, /Not used yet: 10,001 invitations\./);
    assert.match((await ada.get(at)).body, /Not used yet<\/dt><dd>10,001/, 'it asks first');
    assert.equal((await ada.post(`${at}/revoke`)).location, at);
    assert.match((await ada.get(at)).body, /The unused invitations are revoked.*Made<\/dt><dd>2</s);
  });
});
