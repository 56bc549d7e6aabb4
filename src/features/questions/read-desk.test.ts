import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { countShelves, type Shelf } from '#src/features/questions/desk-shelves.ts';
import { archiveQuestion } from '#src/features/questions/edit-question.ts';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import { closeQuestion, createQuestion } from '#src/features/questions/question-store.ts';
import { readDesk } from '#src/features/questions/read-desk.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('the desk', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let headers: { authorization: string };
  before(async () => {
    test = await createTestApp(cleanup);
    headers = await test.organiser('ada');
    await test.organiser('grace');
    const soon = new Date(Date.now() + 3_600_000);
    const past = new Date(Date.now() - 1000);
    const draft = { ...questionDefaults, choices: ['A', 'B'] };
    await createQuestion(test.database, { ...draft, text: 'A draft 100 %?' }, { accountId: 1, name: 'ada' });
    await test.published({ text: 'Scheduled?', opensAt: soon }, 'ada');
    await test.published({ text: 'Open?' }, 'ada');
    const timed = await test.published({ text: 'Closed by time?' }, 'ada');
    await test.database.questions.update(
      { closesAt: past, opensAt: past },
      { where: { id: timed.id }, silent: true },
    );
    const closed = await test.published({ text: 'Closed by hand?' }, 'ada');
    await closeQuestion(test.database, closed.slug);
    const away = await test.published({ text: 'Put away?' }, 'ada');
    await archiveQuestion(test.database, away.slug, null);
    await test.published({ text: 'Of grace?' }, 'grace');
  });

  const texts = async (shelf: Shelf, search = '', authorId: number | null = 1) => {
    const found = await readDesk(test.database.sequelize, { authorId, shelf, search }, { limit: 20 });
    return found.questions.map(({ text }) => text);
  };

  it('shelves questions by what they are, newest first', async () => {
    assert.deepEqual(await texts('draft'), ['A draft 100 %?']);
    assert.deepEqual(await texts('scheduled'), ['Scheduled?']);
    assert.deepEqual(await texts('open'), ['Open?']);
    assert.deepEqual(await texts('closed'), ['Closed by hand?', 'Closed by time?']);
    assert.deepEqual(await texts('archived'), ['Put away?']);
    assert.equal((await texts('current')).length, 5);
    const counts = await countShelves(test.database.sequelize, { authorId: 1, search: '' });
    const numbers = Object.entries(counts).map(([shelf, { count, more }]) => [
      shelf,
      more ? Infinity : count,
    ]);
    assert.deepEqual(Object.fromEntries(numbers), {
      current: 5,
      draft: 1,
      scheduled: 1,
      open: 1,
      closed: 2,
      archived: 1,
    });
    assert.deepEqual(await texts('open', '', null), ['Of grace?', 'Open?']);
  });

  it('searches words as they are written', async () => {
    assert.deepEqual(await texts('current', 'CLOSED BY T'), ['Closed by time?']);
    assert.deepEqual(await texts('current', '0 %'), ['A draft 100 %?']);
    assert.deepEqual(await texts('current', '%'), ['A draft 100 %?']);
    assert.deepEqual(await texts('current', '_'), []);
    assert.deepEqual(await texts('current', '\\'), []);
  });

  it('counts the votes of each of the last 24 hours', async () => {
    const { id } = await test.published({ text: 'Votes?' }, 'ada');
    for (const [minutes, votes] of [
      [1, 3],
      [61, 2],
      [1439, 1],
      [1441, 5],
    ] as const) {
      await test.database.sequelize.query(
        `INSERT INTO ballots SELECT gen_random_uuid(), ${id}, ARRAY[1], now() - interval '${minutes} minutes'
         FROM generate_series(1, ${votes})`,
      );
    }
    await test.database.sequelize.query(`INSERT INTO turnouts VALUES (${id}, 11)`);
    const filter = { authorId: 1, shelf: 'open', search: 'Votes' } as const;
    const { questions } = await readDesk(test.database.sequelize, filter, { limit: 1 });
    const [question] = questions;
    assert.equal(question?.votes, 11);
    assert.deepEqual(question?.hourly, [1, ...new Array(21).fill(0), 2, 3]);
  });

  it('is there for programs too, page by page', async () => {
    interface Page {
      questions: { slug: string; status: string; votes: number; votes_hourly: number[]; author: string }[];
      next: string | null;
    }
    const read = async (query: string, as = headers) => {
      const answer = await test.app.inject({ url: `/api/v1/organise/questions?${query}`, headers: as });
      return { status: answer.statusCode, ...answer.json<Page>() };
    };
    const seen: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const page: Page = await read(`limit=2${after && `&after=${after}`}`);
      seen.push(...page.questions.map(({ slug }) => slug));
      after = page.next;
    }
    assert.equal(new Set(seen).size, 6);
    assert.equal(seen.length, 6);
    const [votes] = (await read('search=%20Votes%00')).questions;
    assert.deepEqual([votes?.votes, votes?.author, votes?.votes_hourly.length], [11, 'ada', 24]);
    assert.equal((await read('all=true')).status, 403, 'everybody is for administrators');
    const root = await test.organiser('root', 'administrator');
    assert.equal((await read('all=true&shelf=open', root)).questions.length, 3);
    assert.equal((await read('', root)).questions.length, 0, 'only their own unless they ask');
  });
});
