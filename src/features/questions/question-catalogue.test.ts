import assert from 'node:assert/strict';
import { before, describe, it, type TestContext } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { heardDatabaseTime } from '#src/database/database-time.ts';
import { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { createQuestion, publishQuestion } from '#src/features/questions/question-store.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

describe('QuestionCatalogue', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  let statements: (readonly string[])[] = [];
  const readsOf = (slug: string) => statements.filter((slugs) => slugs.includes(slug)).length;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 2 });
    cleanup.after(() => database.close());
    database.sequelize.addHook('beforeQuery', ({ bind }: { bind?: [string[]] }) => {
      if (Array.isArray(bind?.[0])) statements.push(bind[0]);
    });
  });

  /** A question in the catalogue, whose text in the database is another by now. */
  async function changedBehindIt(t: TestContext) {
    const { mock } = t;
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    t.after(() => heardDatabaseTime(new Date(), Date.now()));
    const { slug } = await createQuestion(
      database,
      { ...questionDefaults, text: 'Before?', choices: ['a', 'b'] },
      null,
    );
    await publishQuestion(database, slug);
    const catalogue = new QuestionCatalogue(database);
    await catalogue.find(slug);
    await database.sequelize.query('UPDATE questions SET text = $1 WHERE slug = $2', {
      bind: ['After?', slug],
    });
    statements = [];
    const textAfter = async (seconds: number) => {
      mock.timers.tick(seconds * 1000);
      return (await catalogue.find(slug))?.text;
    };
    return { catalogue, slug, textAfter };
  }

  it('keeps what it read', async (t) => {
    const { slug, textAfter } = await changedBehindIt(t);
    assert.equal(await textAfter(4.9), 'Before?');
    assert.equal(readsOf(slug), 0);
  });

  it('reads a question again that is asked for, and answers meanwhile what it knows', async (t) => {
    const { catalogue, slug, textAfter } = await changedBehindIt(t);
    const { id } = (await catalogue.find(slug)) ?? {};
    assert.deepEqual([await textAfter(9.5), await textAfter(0)], ['Before?', 'Before?']);
    t.mock.timers.reset();
    await eventually(async () => assert.equal((await catalogue.find(slug))?.text, 'After?'));
    assert.equal(readsOf(slug), 1);
    assert.equal(catalogue.idOf(slug), id);
  });

  it('answers nothing that is older than ten seconds', async (t) => {
    const { textAfter } = await changedBehindIt(t);
    assert.equal(await textAfter(10.1), 'After?');
  });

  it('answers nothing that it read before its clock was set back, and goes by the database again', async (t) => {
    const { catalogue, slug, textAfter } = await changedBehindIt(t);
    t.mock.timers.setTime(Date.now() - 3_600_000);
    assert.equal(await textAfter(0), 'After?');
    const question = await catalogue.find(slug);
    assert.equal(question && questionStatus(question), 'open');
  });

  it('keeps what it knows where it cannot read it again before it is too old', async (t) => {
    const { textAfter } = await changedBehindIt(t);
    t.mock.method(database.sequelize, 'query', async () => {
      throw new Error('away');
    });
    assert.equal(await textAfter(9.5), 'Before?');
    assert.equal(await textAfter(0.1), 'Before?');
    await assert.rejects(textAfter(1), /away/);
  });

  it('does not remember by a reading under way what was forgotten since', async (t) => {
    const { catalogue, slug, textAfter } = await changedBehindIt(t);
    assert.equal(await textAfter(9.5), 'Before?');
    catalogue.forget(slug);
    t.mock.timers.reset();
    await eventually(() => assert.equal(readsOf(slug), 1));
    assert.equal((await catalogue.find(slug))?.text, 'After?');
    assert.equal(readsOf(slug), 2);
  });

  it('reads what is asked for at once in one statement, and nothing for what is no address', async () => {
    const slugs = [];
    for (const text of ['One of many?', 'Another?']) {
      const { slug } = await createQuestion(
        database,
        { ...questionDefaults, text, choices: ['z', 'a'] },
        null,
      );
      slugs.push(slug);
    }
    const [published = '', draft = ''] = slugs;
    await publishQuestion(database, published);
    const catalogue = new QuestionCatalogue(database);
    statements = [];
    const asked = [published, draft, published, 'nothing', 'a\0b', '"', `${published}\ud800`];
    const found = await Promise.all(asked.map((slug) => catalogue.find(slug)));
    assert.deepEqual(
      found.map((question) => question?.text),
      ['One of many?', undefined, 'One of many?', ...new Array(4).fill(undefined)],
    );
    assert.deepEqual(
      found[0]?.choices.map(({ text }) => text),
      ['z', 'a'],
    );
    assert.deepEqual(statements, [[published, draft, 'nothing']]);
  });

  it('reads again together what many ask for', async (t) => {
    const { catalogue, slug, textAfter } = await changedBehindIt(t);
    const others = [];
    for (const text of ['Second?', 'Third?']) {
      const other = await createQuestion(database, { ...questionDefaults, text, choices: ['a', 'b'] }, null);
      await publishQuestion(database, other.slug);
      others.push(other.slug);
      await catalogue.find(other.slug);
    }
    statements = [];
    await textAfter(9.5);
    for (const other of others) await catalogue.find(other);
    t.mock.timers.reset();
    await eventually(async () => assert.equal((await catalogue.find(slug))?.text, 'After?'));
    assert.deepEqual(
      statements.filter((slugs) => slugs.includes(slug)).map((slugs) => slugs.toSorted()),
      [[slug, ...others].toSorted()],
    );
  });

  it('forgets the one that was read longest ago where it may keep no more', async () => {
    const catalogue = new QuestionCatalogue(database);
    await Promise.all(Array.from({ length: 10_001 }, (_, number) => catalogue.find(`q${number}`)));
    statements = [];
    for (const slug of ['q10000', 'q2', 'q1', 'q0']) await catalogue.find(slug);
    assert.deepEqual(statements, [['q0']]);
  });
});
