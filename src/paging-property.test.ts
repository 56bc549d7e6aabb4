import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { recordAction } from '#src/database/record-action.ts';
import { suiteCleanup } from '../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../test/support/test-app.ts';

/** A list of the API: where it is, its field in the answer, and how it gets another entry. */
interface List {
  path: string;
  field: string;
  add(test: TestApp): Promise<unknown>;
}

const addQuestion = (test: TestApp) => test.published({ text: `Is it ${randomUUID()}?` }, 'root');

// Some names sort before and some after any place in the list, and some differ from others in accents alone.
const addAccount = ({ database }: TestApp) => {
  const start = ['a', 'ä', 'Ω', '漢', 'z', '0'][randomBytes(1).readUInt8() % 6]?.toLowerCase();
  const name = `${start}${randomBytes(6).toString('hex')}`;
  return database.accounts.create({ name, passwordHash: '', role: 'voter' });
};

const addAction = ({ database: { sequelize } }: TestApp) =>
  sequelize.transaction((transaction) =>
    recordAction(sequelize, transaction, {
      actor: null,
      action: 'question.edited',
      details: { fields: [randomUUID()] },
    }),
  );

const addExport = ({ database: { sequelize } }: TestApp) =>
  sequelize.query(
    `INSERT INTO exports (id, bucket, prefix, requested_by, runner)
     VALUES (gen_random_uuid(), 'bucket', '', 'root', 'command')`,
  );

const CONTENTS = '00000000-0000-4000-8000-00000000000e';

// Its questions and files, of two questions each, are known when it is asked for; here they are added behind the last, as elsewhere
// in front.
const addContents = ({ database: { sequelize } }: TestApp) =>
  sequelize.query(
    `WITH export AS (
      INSERT INTO exports (id, bucket, prefix, requested_by, runner)
      VALUES ('${CONTENTS}', 'bucket', '', 'root', 'command') ON CONFLICT (id) DO NOTHING
    )
    INSERT INTO export_objects (export_id, position, question_id, slug, question, key)
    SELECT '${CONTENTS}', n, n, 'q-' || n, 'Question ' || n, 'file-' || first
    FROM (SELECT coalesce(max(position), 0) + 1 AS first FROM export_objects WHERE export_id = '${CONTENTS}') AS next,
      generate_series(first, first + 1) AS n`,
  );

const lists: List[] = [
  { path: '/questions', field: 'questions', add: addQuestion },
  { path: '/organise/questions', field: 'questions', add: addQuestion },
  { path: '/accounts', field: 'accounts', add: addAccount },
  { path: '/audit-log', field: 'actions', add: addAction },
  { path: '/exports', field: 'exports', add: addExport },
  { path: '/exports/{id}/objects', field: 'objects', add: addContents },
  { path: '/exports/{id}/files', field: 'files', add: addContents },
];

interface Document {
  paths: Record<string, { get?: { parameters?: { name: string }[] } }>;
}

describe('every list of the API that has pages', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let headers: { authorization: string };
  before(async () => {
    test = await createTestApp(cleanup, { S3_BUCKET: 'bucket' });
    headers = await test.organiser('root', 'administrator');
  });

  /** Pages of these sizes, over and over, and entries that are added after the first of them; every entry as text. */
  async function walk({ path, field, add }: List, steps: readonly { limit: number; added: number }[]) {
    const seen: string[] = [];
    let after: string | number | null = null;
    for (let page = 0; page === 0 || after !== null; page += 1) {
      const { limit = 1, added = 0 } = steps[page % steps.length] ?? {};
      const query = new URLSearchParams({ limit: String(limit), ...(after && { after: String(after) }) });
      const answer = await test.app.inject({
        url: `/api/v1${path.replace('{id}', CONTENTS)}?${query}`,
        headers,
      });
      assert.equal(answer.statusCode, 200, answer.body);
      const body = answer.json<{ [key: string]: unknown[] } & { next: string | number | null }>();
      const entries = body[field] ?? [];
      assert.ok(page === 0 || entries.length > 0, 'the page before was the last');
      assert.ok(entries.length <= limit, 'more than was asked for');
      assert.ok(body.next === null || entries.length === limit, 'a page in the middle is not full');
      seen.push(...entries.map((entry) => JSON.stringify(entry)));
      assert.equal(new Set(seen).size, seen.length, 'an entry came twice');
      after = body.next;
      if (page < steps.length) for (let n = 0; n < added; n += 1) await add(test);
    }
    return seen;
  }

  it('is held to what follows', async () => {
    await test.app.ready();
    const { paths } = test.app.swagger() as unknown as Document;
    const paged = Object.entries(paths).filter(([, { get }]) =>
      get?.parameters?.some(({ name }) => name === 'after'),
    );
    assert.deepEqual(
      paged.map(([path]) => path.replace('/api/v1', '')).sort(),
      lists.map(({ path }) => path).sort(),
    );
  });

  for (const list of lists) {
    it(`gives each entry once and in one order, whatever is added meanwhile: ${list.path}`, async () => {
      for (let n = 0; n < 9; n += 1) await list.add(test);
      const step = fc.record({
        limit: fc.integer({ min: 1, max: 7 }),
        added: fc.integer({ min: 0, max: 2 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
          const there = await walk(list, [{ limit: 100, added: 0 }]);
          assert.ok(there.length >= 9);
          const seen = await walk(list, steps);
          const known = new Set(there);
          assert.deepEqual(
            seen.filter((entry) => known.has(entry)),
            there,
          );
        }),
        { numRuns: 8 },
      );
    });
  }
});

/** A list of questions for people: where it is, and what in its source names an entry. */
const shown: { url: string; entry: RegExp }[] = [
  { url: '/', entry: /class="listed-title"><a href="([^"]+)"/g },
  { url: '/?order=newest', entry: /class="listed-title"><a href="([^"]+)"/g },
  { url: '/?q=is', entry: /class="listed-title"><a href="([^"]+)"/g },
  { url: '/organise', entry: /class="voice"><a href="([^"]+)"/g },
  { url: '/organise?shelf=open&search=is&all=yes', entry: /class="voice"><a href="([^"]+)"/g },
];

describe('every list of questions for people', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let headers: { cookie: string; accept: string };
  before(async () => {
    test = await createTestApp(cleanup);
    const { authorization } = await test.organiser('root', 'administrator');
    headers = { cookie: authorization.replace('Bearer ', 'session='), accept: 'text/html' };
    for (let n = 0; n < 45; n += 1) await addQuestion(test);
    // As where all of them were scheduled for one morning.
    await test.database.sequelize.query("UPDATE questions SET opens_at = now() - interval '1 minute'");
  });

  /** Follows the links from `url` on, in either direction; calls `between` after each page. */
  async function follow(url: string, entry: RegExp, rel: 'next' | 'prev', between = async () => {}) {
    const pages: { url: string; entries: string[] }[] = [];
    for (let here: string | undefined = url; here !== undefined; ) {
      const { statusCode, body }: { statusCode: number; body: string } = await test.app.inject({
        url: here,
        headers,
      });
      assert.equal(statusCode, 200, here);
      pages.push({ url: here, entries: [...body.matchAll(entry)].map(([, name = '']) => name) });
      here = new RegExp(`rel="${rel}" href="([^"]+)"`)
        .exec(body)?.[1]
        ?.replaceAll('&#61;', '=')
        .replaceAll('&#38;', '&');
      await between();
    }
    return pages;
  }

  for (const { url, entry } of shown) {
    it(`gives each entry once and in one order, back and forth, whatever is added meanwhile: ${url}`, async () => {
      const there = (await follow(url, entry, 'next')).flatMap(({ entries }) => entries);
      assert.ok(there.length >= 45, `${there.length} entries`);
      const forth = await follow(url, entry, 'next', async () => void (await addQuestion(test)));
      const seen = forth.flatMap(({ entries }) => entries);
      assert.deepEqual(seen, there);
      assert.ok(forth.length > 2);
      const back = await follow(
        forth.at(-1)?.url ?? url,
        entry,
        'prev',
        async () => void (await addQuestion(test)),
      );
      const again = back.toReversed().flatMap(({ entries }) => entries);
      assert.equal(new Set(again).size, again.length, 'an entry came twice');
      const known = new Set(there);
      assert.deepEqual(
        again.filter((name) => known.has(name)),
        there,
      );
    });
  }
});
