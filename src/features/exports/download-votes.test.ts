import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';
import { LONG_CHOICES } from './testing/test-bed.ts';

const ROWS = 100_000;
const MEGABYTE = 1024 * 1024;

describe('downloading votes', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let origin: string;
  let headers: { authorization: string };
  let large: string;
  before(async () => {
    test = await createTestApp(cleanup);
    headers = await test.organiser('root', 'administrator');
    origin = await test.app.listen({ port: 0, host: '127.0.0.1' });
    const { id, slug } = await test.published({ text: 'Large?', choices: [...LONG_CHOICES] });
    large = slug;
    await test.database.sequelize.query(
      `INSERT INTO ballots SELECT gen_random_uuid(), ${id}, ARRAY[(SELECT min(id) FROM choices WHERE question_id = ${id})],
         timestamptz '2026-11-21T10:00Z' + n * interval '1 ms' FROM generate_series(1, ${ROWS}) n`,
    );
  });

  const open = async (slug: string, by = headers) => {
    const request = get(`${origin}/api/v1/questions/${slug}/votes.csv`, { headers: by, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };
  const connections = async () => {
    const [[row]] = (await test.database.sequelize.query(
      `SELECT count(*)::integer AS open FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'tallyscope-download'`,
    )) as [{ open: number }[], unknown];
    return row?.open;
  };
  const quiet = () => eventually(async () => assert.equal(await connections(), 0), { everyMs: 50 });

  it('gives every vote, harmless in a spreadsheet, and writes down who asked', async () => {
    const { slug, choices } = await test.published({ text: 'Formula?', choices: ['=1+1', 'No'] });
    const payload = { choices: [choices[0]] };
    await test.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload });
    const answer = await test.app.inject({ url: `/api/v1/questions/${slug}/votes.csv`, headers });
    assert.equal(answer.headers['content-disposition'], `attachment; filename="question_${slug}.csv"`);
    assert.match(String(answer.headers['content-type']), /^text\/csv/);
    assert.match(answer.body, /^'=1\+1,\d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
    const cookies = { session: headers.authorization.replace('Bearer ', '') };
    const page = await test.app.inject({ url: `/organise/questions/${slug}/votes.csv`, cookies });
    assert.equal(page.body, answer.body);
    const [log] = await test.database.sequelize.query(
      `SELECT actor FROM audit_log WHERE action = 'votes.downloaded' AND question = '${slug}'`,
    );
    assert.deepEqual(log, [{ actor: 'root' }, { actor: 'root' }]);
    await quiet();
  });

  it('comes for Excel with tabs, in UTF-16, and verifies as it is elsewhere', async () => {
    const { slug, choices } = await test.published({ text: 'Para Excel', choices: ['¿Té, o café?', '=1+1'] });
    for (const choice of choices) {
      const payload = { choices: [choice] };
      await test.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload });
    }
    const cookies = { session: headers.authorization.replace('Bearer ', '') };
    const url = `/organise/questions/${slug}/votes.csv`;
    const plain = await test.app.inject({ url, cookies });
    const excel = await test.app.inject({ url: `${url}?for=excel`, cookies });
    assert.equal(plain.rawPayload.toString('latin1').slice(0, 2), '"\xc2', 'no mark for programs');
    assert.equal(excel.headers['content-disposition'], `attachment; filename="question_${slug}_excel.csv"`);
    assert.match(
      excel.rawPayload.toString('utf16le'),
      /^\ufeff¿Té, o café\?\t\d{4}-[\dT:.-]+Z\n'=1\+1\t\d{4}-[\dT:.-]+Z\n$/,
    );
    await quiet();
  });

  it('is for those who manage the question', async () => {
    const stranger = await test.organiser('grace');
    const status = async (as?: object) =>
      (await test.app.inject({ url: `/api/v1/questions/${large}/votes.csv`, headers: { ...as } })).statusCode;
    assert.deepEqual([await status(), await status(stranger)], [401, 403]);
  });

  it('keeps what a slow reader has not taken in the database, and lets go of who leaves', async () => {
    const response = await open(large);
    response.pause();
    await sleep(300);
    global.gc?.();
    const before = process.memoryUsage().rss;
    await sleep(700);
    assert.ok(process.memoryUsage().rss - before < 24 * MEGABYTE, 'memory stays flat');
    assert.equal(await connections(), 1);
    response.destroy();
    await quiet();
    let bytes = 0;
    for await (const chunk of await open(large)) bytes += chunk.length;
    assert.ok(bytes > ROWS * 590, String(bytes));
    await quiet();
  });

  it('serves a few at a time and tells the others to come back', async () => {
    const others = await test.organiser('second', 'administrator');
    const third = await test.organiser('third', 'administrator');
    const readers = await Promise.all([open(large), open(large)]);
    const own = await open(large);
    readers.push(...(await Promise.all([open(large, others), open(large, others)])));
    for (const reader of readers) {
      reader.pause();
      assert.equal(reader.statusCode, 200, 'who reads slowly leaves room for others');
    }
    const beyond = await open(large, third);
    for (const { statusCode, headers } of [own, beyond])
      assert.deepEqual([statusCode, headers['retry-after']], [503, '10']);
    for (const reader of [...readers, own, beyond]) reader.destroy();
    await quiet();
    const again = await open(large);
    assert.equal(again.statusCode, 200);
    again.destroy();
    await quiet();
  });

  it('lets go of readers who leave before the first row', async () => {
    const { sequelize } = test.database;
    for (let left = 0; left < 5; left += 1) {
      const held = await sequelize.transaction();
      await sequelize.query('LOCK TABLE audit_log', { transaction: held });
      const request = get(`${origin}/api/v1/questions/${large}/votes.csv`, { headers, agent: false });
      const gone = once(request, 'error');
      await untilLocked(test.database);
      request.destroy(new Error('left'));
      await gone;
      await held.commit();
      await eventually(async () => {
        const next = await open(large);
        next.destroy();
        assert.equal(next.statusCode, 200);
      });
      await quiet();
    }
  });
});
