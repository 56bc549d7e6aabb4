import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { loadConfig } from '#src/config/load-config.ts';
import { openExports } from '#src/features/exports/open-exports.ts';
import { startS3, targetOf } from '#src/features/exports/testing/start-s3.ts';
import { finished, QUICK_PACE, undoInReverse } from '#src/features/exports/testing/test-bed.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

async function open(t: TestContext, changed: Record<string, string> = {}) {
  const undo = undoInReverse(t);
  const { s3, env } = await startS3(undo);
  const parts = await createTestApp(undo, { ...env, ...changed });
  const worker = openExports(loadConfig(env), parts.database, () => undefined, QUICK_PACE);
  undo.after(() => worker.stop());
  const headers = await parts.organiser();
  const api = (method: 'GET' | 'POST', path: string, payload?: object) =>
    parts.app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) });
  const published: typeof parts.published = (input) => parts.published(input, 'ada');
  return { ...parts, published, s3, env, worker, headers, api };
}

/** A browser that is logged in: it keeps cookies and sends forms with the token of the page it got. */
async function browser({ app, headers }: Awaited<ReturnType<typeof open>>, language = 'en') {
  const jar = new Map([['session', headers.authorization.replace('Bearer ', '')]]);
  const cookies = () => Object.fromEntries(jar);
  const keep = (answer: Awaited<ReturnType<typeof app.inject>>) => {
    for (const { name, value } of answer.cookies) jar.set(name, value);
    return answer;
  };
  const get = async (url: string) =>
    keep(
      await app.inject({
        url,
        cookies: cookies(),
        headers: { accept: 'text/html', 'accept-language': language },
      }),
    );
  const post = async (url: string, from: string, fields: [string, string][]) => {
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await get(from)).body)?.[1] ?? '';
    const payload = new URLSearchParams([['_csrf', csrf], ...fields]).toString();
    const type = {
      accept: 'text/html',
      'accept-language': language,
      'content-type': 'application/x-www-form-urlencoded',
    };
    return keep(await app.inject({ method: 'POST', url, cookies: cookies(), headers: type, payload }));
  };
  return { get, post };
}

describe('the export API', () => {
  it('exports what organisers manage, shows them their own exports, and administrators all', async (t) => {
    const { api, app, published, database, organiser } = await open(t);
    const { slug } = await published({ text: 'Of ada?' });
    const grace = await organiser('grace');
    const root = await organiser('root', 'administrator');
    const as = async (headers: object, method: 'GET' | 'POST', path: string, payload?: object) => {
      const request = { method, url: `/api/v1${path}`, headers: { ...headers } };
      return app.inject({ ...request, ...(payload && { payload }) });
    };
    const refused = await as(grace, 'POST', '/exports', { prefix: '', questions: [slug] });
    assert.equal(refused.statusCode, 422, 'it is no question of hers');
    assert.equal((await as(grace, 'POST', '/exports', { prefix: '', questions: 'all' })).statusCode, 422);
    const { id } = (await api('POST', '/exports', { prefix: '', questions: 'all' })).json<{ id: string }>();
    const seen = async (headers: object) => {
      const { exports } = (await as(headers, 'GET', '/exports')).json<{ exports: { id: string }[] }>();
      const one = await as(headers, 'GET', `/exports/${id}`);
      const retried = await as(headers, 'POST', `/exports/${id}/retry`);
      const file = await as(headers, 'GET', `/exports/${id}/objects/1`);
      return [exports.length, one.statusCode, retried.statusCode, file.statusCode];
    };
    assert.deepEqual(await seen(grace), [0, 404, 404, 404]);
    assert.deepEqual(await seen(root), [1, 200, 409, 404]);
    await database.questions.update({ authorId: null }, { where: { slug } });
    assert.equal((await api('GET', `/exports/${id}`)).statusCode, 404, 'the question is no longer hers');
    await database.questions.destroy({ where: { slug } });
    assert.equal((await api('GET', `/exports/${id}`)).statusCode, 200, 'her file outlives the question');
    const [log] = await database.sequelize.query(
      `SELECT actor, details FROM audit_log WHERE action = 'export.requested'`,
    );
    assert.deepEqual(log, [{ actor: 'ada', details: { questions: 1 } }]);
  });

  it('takes an export, tells how it goes and hands out the file', async (t) => {
    const { api, published, database, worker } = await open(t);
    const { slug } = await published();
    const asked = await api('POST', '/exports', { prefix: 'autumn', questions: [slug] });
    assert.equal(asked.statusCode, 202, asked.body);
    const { id, state } = asked.json();
    assert.equal(state, 'queued');
    assert.equal(asked.headers.location, `/api/v1/exports/${id}`);
    await worker.start();
    await finished(database, id);
    const done = (await api('GET', `/exports/${id}`)).json();
    assert.equal(done.state, 'succeeded');
    assert.deepEqual([done.questions, done.rows, done.bytes], [1, 0, 0]);
    const written = {
      key: `autumn/question_${slug}.csv`,
      state: 'succeeded',
      rows: 0,
      expected_rows: 0,
      bytes: 0,
    };
    const list = async (what: 'objects' | 'files') => {
      const answer = await api('GET', done[`${what}_href`].replace('/api/v1', ''));
      assert.equal(answer.statusCode, 200, answer.body);
      return answer.json();
    };
    const hrefTo = (what: string) => `/api/v1/exports/${id}/${what}/1`;
    const object = { question: slug, ...written, href: hrefTo('objects') };
    assert.deepEqual(await list('objects'), { objects: [object], next: null });
    const listed = { questions: 1, ...written, href: hrefTo('files') };
    assert.deepEqual(await list('files'), { files: [listed], next: null });
    const file = await api('GET', `/exports/${id}/objects/1`);
    assert.equal(file.statusCode, 200);
    assert.equal(file.headers['content-type'], 'text/csv; charset=utf-8');
    assert.equal(file.headers['content-disposition'], `attachment; filename="question_${slug}.csv"`);
    assert.equal((await api('GET', `/exports/${id}/objects/2`)).statusCode, 404);
  });

  it('hands out the votes of each question out of a file that they share', async (t) => {
    const { api, published, database, worker } = await open(t);
    const asked: string[] = [];
    for (const text of ['One?', 'Two?', 'Three?']) {
      const { slug, choices } = await published({ text });
      asked.push(slug);
      const payload = { choices: choices.slice(0, 1) };
      if (text !== 'Two?') await api('POST', `/questions/${slug}/votes`, payload);
    }
    const made = await api('POST', '/exports', { prefix: '', layout: 'together', questions: asked });
    assert.equal(made.json().layout, 'together');
    const { id } = made.json();
    await worker.start();
    await finished(database, id);
    const read = async (position: number) => {
      const answer = await api('GET', `/exports/${id}/objects/${position}`);
      assert.equal(answer.statusCode, 200, answer.body);
      assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
      assert.equal(
        answer.headers['content-disposition'],
        `attachment; filename="question_${asked[position - 1]}.csv"`,
      );
      assert.equal(answer.body, (await api('GET', `/questions/${asked[position - 1]}/votes.csv`)).body);
      return answer.body.split('\n').length - 1;
    };
    assert.deepEqual([await read(1), await read(2), await read(3)], [1, 0, 1]);
    const { files } = (await api('GET', `/exports/${id}/files`)).json();
    assert.deepEqual([files.length, files[0].questions, files[0].rows], [1, 3, 2]);
    const whole = await api('GET', `/exports/${id}/files/1`);
    const name = files[0].key.split('/').at(-1);
    assert.equal(whole.headers['content-disposition'], `attachment; filename="${name}"`);
    assert.deepEqual(
      whole.body.split('\n').map((line) => line.split(',')[0]),
      [asked[0], asked[2], ''],
    );
    const none = await api('POST', '/exports', { prefix: '', layout: 'apart', questions: asked });
    assert.equal(none.statusCode, 400);
    assert.equal((await api('GET', `/exports/${id}/objects/4000000000`)).statusCode, 400);
  });

  it('says of a file that is gone that it is, and of a server that is away to come back', async (t) => {
    const { api, published, database, worker, env, s3 } = await open(t);
    const { slug } = await published({ text: 'Gone?' });
    const made = await api('POST', '/exports', { prefix: '', questions: [slug] });
    const { id } = made.json();
    await worker.start();
    await finished(database, id);
    const { client, bucket } = targetOf(env);
    t.after(() => client.destroy());
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `question_${slug}.csv` }));
    const read = async () => {
      const answer = await api('GET', `/exports/${id}/objects/1`);
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
      assert.equal(answer.headers['content-disposition'], undefined);
      const { type, detail } = answer.json();
      return [answer.statusCode, type.split(':').at(-1), detail];
    };
    assert.deepEqual(await read(), [404, 'not-found', 'The file is no longer in the bucket.']);
    await s3.stop();
    const [status, type] = await read();
    assert.deepEqual([status, type], [503, 'export-server_unreachable']);
    await worker.stop();
  });

  it('lists the questions of an export by cursor and by their words', async (t) => {
    const { api, published } = await open(t);
    for (const text of ['Red?', 'Green?', 'Dark green?']) await published({ text });
    const { id } = (await api('POST', '/exports', { prefix: '', questions: 'all' })).json();
    const list = async (query: string) => {
      const answer = await api('GET', `/exports/${id}/objects?${query}`);
      assert.equal(answer.statusCode, 200, answer.body);
      const { objects, next } = answer.json<{ objects: { question: string }[]; next: string | null }>();
      return { slugs: objects.map(({ question }) => question), next };
    };
    const first = await list('limit=2');
    const second = await list(`limit=2&after=${first.next}`);
    assert.deepEqual([...first.slugs, ...second.slugs], ['dark-green', 'green', 'red']);
    assert.equal(second.next, null);
    assert.deepEqual((await list('search=GREEN')).slugs, ['dark-green', 'green']);
    assert.deepEqual((await list('search=red')).slugs, ['red']);
    assert.deepEqual((await list('search=%00')).slugs.length, 3);
    const files = await api('GET', `/exports/${id}/files?after=${first.next}`);
    assert.equal(files.statusCode, 400, 'a cursor of another list');
    assert.equal((await api('GET', `/exports/${NOBODY}/objects`)).statusCode, 404);
    assert.equal((await api('GET', `/exports/${NOBODY}/files`)).statusCode, 404);
  });

  it('names the field or the fault of the bucket that is in the way', async (t) => {
    const { api, published } = await open(t, { S3_BUCKET: 'nowhere' });
    const field = await api('POST', '/exports', { prefix: '/autumn', questions: 'all' });
    assert.equal(field.statusCode, 422);
    assert.deepEqual(field.json().errors, [
      { pointer: '/body/prefix', detail: 'The path must not start with "/".' },
    ]);
    await published();
    const bucket = await api('POST', '/exports', { prefix: '', questions: 'all' });
    assert.equal(bucket.statusCode, 503);
    assert.equal(bucket.json().type, 'urn:tallyscope:problem:export-bucket_missing');
    assert.equal(bucket.json().detail, 'The bucket "nowhere" does not exist.');
  });

  it('lists by cursor and refuses what is none', async (t) => {
    const { api, published } = await open(t);
    await published();
    for (const prefix of ['a', 'b', 'c']) await api('POST', '/exports', { prefix, questions: 'all' });
    const first = (await api('GET', '/exports?limit=2')).json();
    const second = (await api('GET', `/exports?limit=2&after=${first.next}`)).json();
    const prefixes = [...first.exports, ...second.exports].map(({ prefix }) => prefix);
    assert.deepEqual(prefixes, ['c', 'b', 'a']);
    assert.equal(second.next, null);
    assert.equal((await api('GET', '/exports?after=nonsense')).statusCode, 400);
  });

  it('tries again only what failed', async (t) => {
    const { api, published } = await open(t);
    await published();
    const { id } = (await api('POST', '/exports', { prefix: '', questions: 'all' })).json();
    assert.equal((await api('POST', `/exports/${id}/retry`)).statusCode, 409);
    assert.equal((await api('POST', `/exports/${NOBODY}/retry`)).statusCode, 404);
  });

  it('is for organisers', async (t) => {
    const { app } = await open(t);
    const one = `/exports/${NOBODY}`;
    const paths = ['/exports', one, `${one}/objects`, `${one}/files`, `${one}/objects/1`, `${one}/files/1`];
    for (const path of paths) assert.equal((await app.inject({ url: `/api/v1${path}` })).statusCode, 401);
  });
});

describe('the export pages', () => {
  it('start an export and follow it to its file', async (t) => {
    const parts = await open(t);
    const { slug } = await parts.published();
    const { get, post } = await browser(parts);
    const started = await post('/organise/exports/new', '/organise/exports/new', [
      ['prefix', 'autumn'],
      ['questions', slug],
    ]);
    assert.equal(started.statusCode, 303, started.body);
    const page = String(started.headers.location);
    assert.match((await get(page)).body, /The export has started\./);
    const live = parts.app.inject({
      url: `${page}/live`,
      cookies: { session: parts.headers.authorization.replace('Bearer ', '') },
      headers: { accept: 'text/event-stream' },
    });
    await parts.worker.start();
    const events = [...(await live).body.matchAll(/^data: (.*)$/gm)].map(([, data]) =>
      JSON.parse(data ?? ''),
    );
    assert.equal(events.at(0).state, 'queued');
    assert.equal(events.at(-1).state, 'succeeded');
    assert.equal(events.at(-1).objects[0].state, 'succeeded');
    assert.deepEqual([events.at(-1).done, events.at(-1).progress, events.at(-1).files], [1, 1, []]);
    assert.match((await get(page)).body, new RegExp(`s3://exports/autumn/question_${slug}\\.csv`));
    assert.equal((await get(`${page}/objects/1`)).statusCode, 200);
    assert.match((await get('/organise/exports')).body, new RegExp(page));
  });

  it('give the form back with what was typed and what is wrong', async (t) => {
    const parts = await open(t);
    await parts.published();
    const { post } = await browser(parts);
    const page = '/organise/exports/new';
    const refused = await post(page, page, [
      ['prefix', 'a//b'],
      ['all', 'yes'],
    ]);
    assert.equal(refused.statusCode, 422);
    assert.match(refused.body, /The path must not contain &#?\w+;\/\/&#?\w+;\./);
    assert.match(refused.body, /value="a\/\/b"/);
    const nothing = await post(page, page, [['prefix', '']]);
    assert.match(nothing.body, /Choose at least one question, or all of them\./);
  });

  it('look for questions without starting anything, and keep what was chosen', async (t) => {
    const parts = await open(t);
    const texts = Array.from({ length: 60 }, (_, n) => `Number ${n}?`);
    for (const text of ['Needle?', 'Chosen?', ...texts]) await parts.published({ text });
    const { get, post } = await browser(parts);
    const page = '/organise/exports/new';
    const before = (await get(page)).body;
    assert.match(before, /50 of 62 questions are shown/);
    assert.doesNotMatch(before, /Needle\?/);
    const found = await post(page, page, [
      ['prefix', 'autumn'],
      ['questions', 'chosen'],
      ['layout', 'together'],
      ['search', 'needle'],
      ['find', 'yes'],
    ]);
    assert.equal(found.statusCode, 200);
    const offered = [...found.body.matchAll(/name="questions" value="([^"]+)"( checked)?/g)];
    assert.deepEqual(
      offered.map(([, slug, checked]) => [slug, Boolean(checked)]),
      [
        ['chosen', true],
        ['needle', false],
      ],
    );
    assert.match(found.body, /value="autumn"/);
    assert.match(found.body, /value="together"[^>]* checked/);
    assert.match((await get('/organise/exports')).body, /No exports yet/);
    assert.match((await get(`${page}?question=needle`)).body, /value="needle" checked/);
  });

  it('show a page of the questions of an export, and the rest behind it', async (t) => {
    const parts = await open(t);
    for (let n = 0; n < 60; n += 1) await parts.published({ text: `Number ${n}?` });
    const asked = { prefix: '', layout: 'together', questions: 'all' };
    const { id } = (await parts.api('POST', '/exports', asked)).json();
    await parts.worker.start();
    await finished(parts.database, id);
    const { get } = await browser(parts);
    const links = (body: string) =>
      [...body.matchAll(/\/objects\/(\d+)"/g)].map(([, position]) => Number(position));
    const first = (await get(`/organise/exports/${id}`)).body;
    assert.match(first, /60 questions<\/span>/);
    assert.match(first, /60 of 60 questions/);
    const next = /rel="next" href="([^"]+)"/
      .exec(first)?.[1]
      ?.replaceAll('&#61;', '=')
      .replaceAll('&#x3D;', '=');
    const second = (await get(next ?? '')).body;
    assert.deepEqual(
      [...links(first), ...links(second)],
      Array.from({ length: 60 }, (_, n) => n + 1),
    );
    assert.match(second, /rel="prev"/);
    const found = (await get(`/organise/exports/${id}?search=number+7`)).body;
    assert.equal(links(found).length, 1);
    assert.equal((await get(`/organise/exports/${id}/files/1`)).statusCode, 200);
    assert.equal((await get(`/organise/exports/${id}?after=nonsense`)).statusCode, 400);
  });

  it('tell what is wrong in the language of the browser', async (t) => {
    const parts = await open(t, { S3_BUCKET: 'nowhere' });
    await parts.published();
    const { post } = await browser(parts, 'es');
    const page = '/organise/exports/new';
    const path = await post(page, page, [
      ['prefix', '/a'],
      ['all', 'yes'],
    ]);
    assert.match(path.body, /La ruta no puede empezar por «\/»\./);
    const bucket = await post(page, page, [
      ['prefix', ''],
      ['all', 'yes'],
    ]);
    assert.match(bucket.body, /El bucket «nowhere» no existe\./);
  });

  it('lead administrators, and only them, to the trace', async (t) => {
    const parts = await open(t);
    await parts.published();
    const { id } = (await parts.api('POST', '/exports', { prefix: '', questions: 'all' })).json();
    await parts.database.sequelize.query(`UPDATE exports SET trace_id = 'abc123'`);
    const administrator = { ...parts, headers: await parts.organiser('root', 'administrator') };
    const link = /<a href="\/observatory\/traces\/abc123">/;
    assert.match((await (await browser(administrator)).get(`/organise/exports/${id}`)).body, link);
    const organisers = (await (await browser(parts)).get(`/organise/exports/${id}`)).body;
    assert.doesNotMatch(organisers, link);
    assert.match(organisers, /abc123/);
  });

  it('say on the form what is wrong with the bucket', async (t) => {
    const parts = await open(t, { AWS_SECRET_ACCESS_KEY: 'not-the-secret' });
    await parts.published();
    const { post } = await browser(parts);
    const page = '/organise/exports/new';
    const refused = await post(page, page, [
      ['prefix', ''],
      ['all', 'yes'],
    ]);
    assert.equal(refused.statusCode, 422);
    assert.match(refused.body, /refuses the secret key\. Check AWS_SECRET_ACCESS_KEY\./);
    assert.doesNotMatch(refused.body, /not-the-secret/);
  });

  it('try a failed export again', async (t) => {
    const parts = await open(t);
    await parts.published();
    const { id } = (await parts.api('POST', '/exports', { prefix: '', questions: 'all' })).json();
    const wrong = loadConfig({ ...parts.env, S3_BUCKET: 'nowhere' });
    const failing = openExports(wrong, parts.database, () => undefined, QUICK_PACE);
    await failing.start();
    await finished(parts.database, id);
    await failing.stop();
    const { get, post } = await browser(parts);
    const page = `/organise/exports/${id}`;
    assert.match((await get(page)).body, /The bucket &#?\w+;nowhere&#?\w+; does not exist\./);
    assert.equal((await post(`${page}/retry`, page, [])).statusCode, 303);
    await parts.worker.start();
    assert.equal((await finished(parts.database, id)).state, 'succeeded');
  });

  it('lead to the list where no bucket is configured', async (t) => {
    const parts = await open(t, { S3_BUCKET: '' });
    const { get } = await browser(parts);
    assert.equal((await get('/organise/exports/new')).headers.location, '/organise/exports');
    assert.match((await get('/organise/exports')).body, /No S3 bucket is configured/);
  });

  it('are for organisers', async (t) => {
    const { app } = await open(t);
    for (const path of ['', '/new', `/${NOBODY}`, `/${NOBODY}/objects/1`]) {
      const { statusCode, headers } = await app.inject({ url: `/organise/exports${path}` });
      assert.equal(statusCode, 303);
      assert.match(String(headers.location), /^\/login\?next=/);
    }
  });
});
