import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { NOBODY, openExportSite } from '#src/features/exports/testing/export-site.ts';
import { targetOf } from '#src/features/exports/testing/start-s3.ts';
import { finished } from '#src/features/exports/testing/test-bed.ts';

describe('the export API', () => {
  it('exports what organisers manage, shows them their own exports, and administrators all', async (t) => {
    const { api, app, published, database, organiser } = await openExportSite(t);
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
    await database.accounts.destroy({ where: { name: 'ada' } });
    await database.sequelize.query(`UPDATE exports SET created_at = created_at - interval '1 hour'`);
    const next = await organiser('ada');
    assert.deepEqual(await seen(next), [0, 404, 404, 404], 'who has her name now is somebody else');
    const [log] = await database.sequelize.query(
      `SELECT actor, details FROM audit_log WHERE action = 'export.requested'`,
    );
    assert.deepEqual(log, [{ actor: 'ada', details: { questions: 1 } }]);
  });

  it('takes an export, tells how it goes and hands out the file', async (t) => {
    const { api, published, database, worker } = await openExportSite(t);
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
    const { api, published, database, worker } = await openExportSite(t);
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
    const { api, published, database, worker, env, s3 } = await openExportSite(t);
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
      return [answer.statusCode, type.split(':').at(-1), detail, answer.headers['retry-after']];
    };
    assert.deepEqual(await read(), [404, 'not-found', 'The file is no longer in the bucket.', undefined]);
    await s3.stop();
    const [status, type, , wait] = await read();
    assert.deepEqual([status, type, wait], [503, 'export-server_unreachable', '5']);
    await worker.stop();
  });

  it('lists the questions of an export by cursor and by their words', async (t) => {
    const { api, published } = await openExportSite(t);
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
    const { api, published } = await openExportSite(t, { S3_BUCKET: 'nowhere' });
    const field = await api('POST', '/exports', { prefix: '/autumn', questions: 'all' });
    assert.equal(field.statusCode, 422);
    assert.deepEqual(field.json().errors, [
      { pointer: '/body/prefix', detail: 'The path must not start with "/".' },
    ]);
    await published();
    const bucket = await api('POST', '/exports', { prefix: '', questions: 'all' });
    assert.deepEqual([bucket.statusCode, bucket.headers['retry-after']], [503, '60']);
    assert.equal(bucket.json().type, 'urn:tallyscope:problem:export-bucket_missing');
    assert.equal(bucket.json().detail, 'The bucket "nowhere" does not exist.');
  });

  it('lists by cursor and refuses what is none', async (t) => {
    const { api, published } = await openExportSite(t);
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
    const { api, published } = await openExportSite(t);
    await published();
    const { id } = (await api('POST', '/exports', { prefix: '', questions: 'all' })).json();
    assert.equal((await api('POST', `/exports/${id}/retry`)).statusCode, 409);
    assert.equal((await api('POST', `/exports/${NOBODY}/retry`)).statusCode, 404);
  });

  it('is for organisers', async (t) => {
    const { app } = await openExportSite(t);
    const one = `/exports/${NOBODY}`;
    const paths = ['/exports', one, `${one}/objects`, `${one}/files`, `${one}/objects/1`, `${one}/files/1`];
    for (const path of paths) assert.equal((await app.inject({ url: `/api/v1${path}` })).statusCode, 401);
  });
});
