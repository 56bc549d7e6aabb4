import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadConfig } from '#src/config/load-config.ts';
import { openExports } from '#src/features/exports/open-exports.ts';
import { type ExportSite, NOBODY, openExportSite } from '#src/features/exports/testing/export-site.ts';
import { finished, QUICK_PACE } from '#src/features/exports/testing/test-bed.ts';

/** A browser that is logged in: it keeps cookies and sends forms with the token of the page it got. */
async function browser({ app, headers }: ExportSite, language = 'en') {
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

describe('the export pages', () => {
  it('start an export and follow it to its file', async (t) => {
    const parts = await openExportSite(t);
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

  it('start one export where the same form is sent again, and another where it asks for something else', async (t) => {
    const parts = await openExportSite(t);
    const { slug } = await parts.published();
    const { get, post } = await browser(parts);
    const page = '/organise/exports/new';
    const [, form = ''] = /name="form" value="([^"]+)"/.exec((await get(page)).body) ?? [];
    const send = async (prefix: string) =>
      (await post(page, page, Object.entries({ prefix, questions: slug, form }))).headers.location;
    const [first, again] = await Promise.all(['twice', 'twice'].map(send));
    assert.match(first ?? '', /exports/);
    assert.equal(again, first);
    assert.equal(await send('twice'), first);
    assert.notEqual(await send('elsewhere'), first);
    const [, made] = await parts.database.sequelize.query("SELECT FROM exports WHERE prefix = 'twice'");
    assert.equal((made as { rowCount: number }).rowCount, 1);
  });

  it('give the form back with what was typed and what is wrong', async (t) => {
    const parts = await openExportSite(t);
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
    const parts = await openExportSite(t);
    const texts = Array.from({ length: 60 }, (_, n) => `Number ${n}?`);
    for (const text of ['Needle?', 'Chosen?', ...texts]) await parts.published({ text });
    // As where they were scheduled for the same morning.
    await parts.database.sequelize.query("UPDATE questions SET opens_at = now() - interval '1 hour'");
    const { get, post } = await browser(parts);
    const page = '/organise/exports/new';
    const before = (await get(page)).body;
    assert.match(before, /50 of 62 questions are shown/);
    assert.doesNotMatch(before, /Needle\?/);
    assert.equal(/name="questions" value="([^"]+)"/.exec(before)?.[1], 'number-59');
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
    const parts = await openExportSite(t);
    for (let n = 0; n < 60; n += 1) await parts.published({ text: `Number ${n}?` });
    await parts.database.sequelize.query("UPDATE questions SET opens_at = now() - interval '1 hour'");
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
    assert.ok(first.indexOf('Number 59?') < first.indexOf('Number 58?'), 'the newest is not first');
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
    const parts = await openExportSite(t, { S3_BUCKET: 'nowhere' });
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
    const parts = await openExportSite(t);
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
    const parts = await openExportSite(t, { AWS_SECRET_ACCESS_KEY: 'not-the-secret' });
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
    const parts = await openExportSite(t);
    await parts.published();
    const { id } = (await parts.api('POST', '/exports', { prefix: '', questions: 'all' })).json();
    const wrong = loadConfig({ ...parts.env, S3_BUCKET: 'nowhere' });
    const failing = openExports(wrong, parts.database, { error() {} }, QUICK_PACE);
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
    const parts = await openExportSite(t, { S3_BUCKET: '' });
    const { get } = await browser(parts);
    assert.equal((await get('/organise/exports/new')).headers.location, '/organise/exports');
    assert.match(
      (await get('/organise/exports')).body,
      /There is no S3 bucket to export to.*“Votes as CSV”, under “More”/s,
    );
  });

  it('are for organisers', async (t) => {
    const { app } = await openExportSite(t);
    for (const path of ['', '/new', `/${NOBODY}`, `/${NOBODY}/objects/1`]) {
      const { statusCode, headers } = await app.inject({ url: `/organise/exports${path}` });
      assert.equal(statusCode, 303);
      assert.match(String(headers.location), /^\/login\?next=/);
    }
  });
});
