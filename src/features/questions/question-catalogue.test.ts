import assert from 'node:assert/strict';
import { before, describe, it, type TestContext } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import { createQuestion, publishQuestion } from '#src/features/questions/question-store.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

describe('QuestionCatalogue', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  let reads = 0;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 2 });
    cleanup.after(() => database.close());
    database.questions.addHook('afterFind', () => {
      reads += 1;
    });
  });

  /** A question in the catalogue, whose text in the database is another by now. */
  async function changedBehindIt({ mock }: TestContext) {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
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
    reads = 0;
    const textAfter = async (seconds: number) => {
      mock.timers.tick(seconds * 1000);
      return (await catalogue.find(slug))?.text;
    };
    return { catalogue, slug, textAfter };
  }

  it('keeps what it read', async (t) => {
    const { textAfter } = await changedBehindIt(t);
    assert.equal(await textAfter(4.9), 'Before?');
    assert.equal(reads, 0);
  });

  it('reads a question again that is asked for, and answers meanwhile what it knows', async (t) => {
    const { catalogue, slug, textAfter } = await changedBehindIt(t);
    const { id } = (await catalogue.find(slug)) ?? {};
    assert.deepEqual([await textAfter(9.5), await textAfter(0)], ['Before?', 'Before?']);
    t.mock.timers.reset();
    await eventually(async () => assert.equal((await catalogue.find(slug))?.text, 'After?'));
    assert.equal(reads, 1);
    assert.equal(catalogue.idOf(slug), id);
  });

  it('answers nothing that is older than ten seconds', async (t) => {
    const { textAfter } = await changedBehindIt(t);
    assert.equal(await textAfter(10.1), 'After?');
  });

  it('keeps what it knows where it cannot read it again before it is too old', async (t) => {
    const { textAfter } = await changedBehindIt(t);
    t.mock.method(database.questions, 'findOne', async () => {
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
    await eventually(() => assert.equal(reads, 1));
    assert.equal((await catalogue.find(slug))?.text, 'After?');
    assert.equal(reads, 2);
  });
});
