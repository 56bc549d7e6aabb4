import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDatabase } from '#src/database/database.ts';
import { auditTable } from '#src/features/audit/audit-table.ts';
import { auditVotes } from '#src/features/audit/audit-votes.ts';
import { countRecords } from '#src/features/audit/count-lines.ts';
import {
  createTestBed,
  finished,
  publishQuestion,
  readObject,
} from '#src/features/exports/testing/test-bed.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

/** A Prometheus that counted so many votes by question id, and extrapolates a quarter of a vote. */
async function prometheus(t: TestContext, status = 200, counted: Record<string, number> = { '1': 3 }) {
  const server = createServer((request, response) => {
    const more = request.url?.includes('anchored') ? 0 : 0.25;
    response.statusCode = status;
    const result = Object.entries(counted).map(([id, votes]) => ({
      metric: { question_id: id },
      value: [0, String(votes + more)],
    }));
    response.end(JSON.stringify({ data: { result } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Ledger {
  ages: number[];
  tally: number;
  url: string;
  more?: string;
}

async function audit(t: TestContext, { ages, tally, url, more = '' }: Ledger) {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
  await database.sequelize.query(
    `INSERT INTO questions (slug, text, policy, state, opens_at) VALUES ('editor', 'Editor?', 'open', 'closed', now());
     INSERT INTO choices (question_id, position, text, tally) VALUES (1, 0, 'a', ${tally});
     ${ages
       .map(
         (age) =>
           `INSERT INTO ballots VALUES (gen_random_uuid(), 1, '{1}', now() - interval '${age} seconds');`,
       )
       .join('\n')}
     ${more}`,
  );
  try {
    const { config, secrets } = loadConfig({ PROMETHEUS_URL: url });
    const parts = { config, secrets, sequelize: database.sequelize };
    return await auditVotes(parts, { seconds: 3600, files: false });
  } finally {
    await database.close();
  }
}

describe('auditVotes', () => {
  it('finds a counter that agrees with the ledger', async (t) => {
    const [line] = await audit(t, { ages: [60, 61, 62, 5000], tally: 4, url: await prometheus(t) });
    assert.ok(line);
    assert.deepEqual(line, {
      question: 'editor',
      ballots: 4,
      tally: 4,
      window: 3,
      increase: { anchored: 3, plain: 3.25 },
      lines: undefined,
      pastCap: false,
      differences: [],
    });
    assert.deepEqual(auditTable([line], '1h').split('\n'), [
      'question  ledger  tally  CSV  ledger 1h  anchored  increase',
      'editor         4      4    -          3         3       3.3  ok',
    ]);
  });

  it('leaves open whether votes of this moment are counted yet', async (t) => {
    const [line] = await audit(t, { ages: [60, 61, 62, 3, 4], tally: 5, url: await prometheus(t) });
    assert.deepEqual(line?.differences, []);
  });

  it('says by how much counter and tally are off', async (t) => {
    const [line] = await audit(t, { ages: [60, 61, 62, 63, 64], tally: 4, url: await prometheus(t) });
    assert.deepEqual(line?.differences, ['tally -1', 'counter -2']);
  });

  it('finds votes that were moved from one choice to another', async (t) => {
    const url = await prometheus(t);
    const moved = {
      ages: [60, 61, 62],
      tally: 2,
      url,
      more: `INSERT INTO choices VALUES (DEFAULT, 1, 1, 'b', 1)`,
    };
    const [line] = await audit(t, moved);
    assert.deepEqual(line?.differences, ['by choice +2']);
  });

  it('expects of a question whose answers may change no more than its counter can know', async (t) => {
    const url = await prometheus(t, 200, { '1': 1 });
    const more = `UPDATE questions SET policy = 'account', secret = false`;
    const [line] = await audit(t, { ages: [60, 61, 62], tally: 3, url, more });
    assert.deepEqual(line?.differences, []);
  });

  describe('with more questions than labels', () => {
    const ages = [60, 61, 62, 63, 64];
    const ask = async (t: TestContext, counted: Record<string, number>) => {
      const lines = await audit(t, { ages, tally: 5, url: await prometheus(t, 200, counted) });
      return lines.map(({ question, window, pastCap, differences }) => [
        question,
        window,
        pastCap,
        differences,
      ]);
    };

    it('says of a question past the cap that it is, and looks for its votes among the others', async (t) => {
      assert.deepEqual(await ask(t, { other: 5 }), [
        ['editor', 5, true, []],
        ['other', 5, true, []],
      ]);
      assert.deepEqual(await ask(t, { '1': 2, other: 3 }), [
        ['editor', 5, true, []],
        ['other', 3, true, []],
      ]);
      const lines = await audit(t, { ages, tally: 5, url: await prometheus(t, 200, { other: 5 }) });
      assert.match(auditTable(lines, '1h'), /^editor +5 .* past the cap\nother +0 .* past the cap$/m);
    });

    it('finds what is missing there, and what is too much', async (t) => {
      assert.deepEqual(await ask(t, { other: 4 }), [
        ['editor', 5, true, []],
        ['other', 5, true, ['counter -1']],
      ]);
      assert.deepEqual(await ask(t, { '1': 5, other: 2 }), [
        ['editor', 5, false, []],
        ['other', 0, true, ['counter +2']],
      ]);
      assert.deepEqual((await ask(t, { '1': 6, other: 0 }))[0], ['editor', 5, false, ['counter +1']]);
    });
  });

  it('finds without a Prometheus what tallies say', async (t) => {
    const [line] = await audit(t, { ages: [60, 61, 62], tally: 2, url: '' });
    assert.ok(line);
    assert.deepEqual([line.increase, line.differences], [undefined, ['tally -1']]);
    assert.equal(
      auditTable([line], '1h').split('\n')[1],
      'editor         3      2    -          3         -         -  tally -1',
    );
  });

  it('says in one line what cannot be asked', async (t) => {
    const ask = (url: string) => audit(t, { ages: [], tally: 0, url });
    await assert.rejects(ask('http://127.0.0.1:1'), {
      message: 'Prometheus does not answer at http://127.0.0.1:1.',
    });
    await assert.rejects(ask(await prometheus(t, 400)), /^Error: Prometheus at \S+ answered 400 to sum by/);
  });
});

describe('auditVotes with files', () => {
  it('holds the newest file of a question against its ballots, whole, short, gone or elsewhere', async (t) => {
    const bed = await createTestBed(t);
    const { database, target } = bed;
    const id = await publishQuestion(database, 'editor', ['Yes', 'No'], 3);
    await database.sequelize.query(
      `UPDATE choices c SET tally = (SELECT count(*) FROM ballots WHERE choices = ARRAY[c.id])`,
    );
    const exports = bed.exports();
    const asked = await exports.service.request({ prefix: '', questions: 'all' }, 'ada');
    await exports.start();
    await finished(database, asked);
    const env = { ...bed.env, PROMETHEUS_URL: await prometheus(t, 200, { [id]: 0 }) };
    const ask = async (changed: Record<string, string> = {}) => {
      const parts = { ...loadConfig({ ...env, ...changed }), sequelize: database.sequelize };
      const [line] = await auditVotes(parts, { seconds: 60, files: true });
      return [line?.lines, line?.differences];
    };
    const key = 'question_editor.csv';
    const write = (Body: string) =>
      target.client.send(new PutObjectCommand({ Bucket: target.bucket, Key: key, Body }));
    assert.deepEqual(await ask(), [3, []]);
    const whole = await readObject(target, key);
    await write(whole.slice(0, whole.indexOf('\n') + 1));
    assert.deepEqual(await ask(), [1, ['file -2']]);
    await write(whole + whole);
    assert.deepEqual(await ask(), [6, ['file +3']]);
    await target.client.send(new DeleteObjectCommand({ Bucket: target.bucket, Key: key }));
    assert.deepEqual(await ask(), [undefined, []]);
    assert.deepEqual(await ask({ S3_BUCKET: 'another' }), [undefined, []]);
    await assert.rejects(ask({ S3_BUCKET: '' }), /^Error: Set S3_BUCKET: /);
    await write(whole);
    await bed.s3.stop();
    await assert.rejects(ask(), { code: 'server_unreachable' });
  });
});

it('counts CSV records, not the line feeds within them', async () => {
  const chunks = ['a,1\n"b ""x""\n', 'c",2\nd,3\n'].map((text) => new TextEncoder().encode(text));
  assert.equal(
    await countRecords(
      (async function* () {
        yield* chunks;
      })(),
    ),
    3,
  );
});
