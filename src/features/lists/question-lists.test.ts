import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { QuestionLists, type QuestionsPage } from '#src/features/lists/question-lists.ts';
import { react } from '#src/features/ranking/reaction-store.ts';
import { lightAccount } from '../../../test/support/light-account.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

interface Page {
  questions: { slug: string; likes: number; dislikes: number }[];
  next: string | null;
}

describe('the list of questions', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  const slugs: string[] = [];
  before(async () => {
    test = await createTestApp(cleanup);
    for (let n = 1; n <= 23; n += 1) slugs.push((await test.published({ text: `Number ${n}` })).slug);
  });

  const get = async (query: string): Promise<Page> => {
    const answer = await test.app.inject(`/api/v1/questions?${query}`);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<Page>();
  };
  async function walk(query: string): Promise<string[]> {
    const found: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: Page = await get(`${query}${next && `&after=${next}`}`);
      found.push(...page.questions.map(({ slug }) => slug));
      next = page.next;
    }
    return found;
  }
  const account = async (name: string) =>
    (await lightAccount(test.database, { name, password: 'correct horse', role: 'voter' })).id;
  const idOf = async (slug: string) => (await test.database.questions.findOne({ where: { slug } }))?.id ?? 0;

  it('gives every question once in either order, newest first among equals', async () => {
    const newest = slugs.toReversed();
    for (const order of ['ranking', 'newest'])
      for (const limit of [1, 7, 23, 100])
        assert.deepEqual(await walk(`order=${order}&limit=${limit}`), newest, order);
  });

  it('is read once for all who ask for one page at one time', async (t) => {
    const { mock } = t.mock.method(test.database.questions, 'findAll');
    const pages = await Promise.all(
      Array.from({ length: 20 }, (_, index) => get(`order=newest&limit=${index % 2 === 0 ? 3 : 5}`)),
    );
    assert.deepEqual(
      pages.map(({ questions }) => questions.map(({ slug }) => slug)),
      pages.map((_, index) => slugs.toReversed().slice(0, index % 2 === 0 ? 3 : 5)),
    );
    assert.ok(mock.callCount() < 10, `${mock.callCount()} readings for 20 requests`);
  });

  it('is ordered by rank unless asked otherwise, and tells the reactions', async () => {
    const [ada, bob] = [await account('ada'), await account('bob')];
    const [first = '', second = '', third = '', fourth = ''] = slugs;
    const [, , choice] = await Promise.all(
      [first, second, third].map(
        async (slug) =>
          (await test.database.choices.findOne({ where: { questionId: await idOf(slug) } }))?.id,
      ),
    );
    const { sequelize } = test.database;
    await react(sequelize, await idOf(first), ada, 'like');
    await react(sequelize, await idOf(first), bob, 'like');
    await react(sequelize, await idOf(second), ada, 'dislike');
    await test.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${third}/votes`,
      payload: { choices: [choice] },
    });
    await react(sequelize, await idOf(third), bob, 'dislike');
    await react(sequelize, await idOf(fourth), ada, 'like');
    const ranked = await walk('limit=5');
    assert.deepEqual(ranked.slice(0, 3), [first, third, fourth]);
    assert.equal(ranked.at(-1), second);
    assert.equal(new Set(ranked).size, slugs.length);
    assert.deepEqual(
      (await get('limit=1')).questions.map(({ slug, likes, dislikes }) => [slug, likes, dislikes]),
      [[first, 2, 0]],
    );
    assert.equal((await walk('order=newest'))[0], slugs.at(-1));
  });

  it('goes on where the page before ended, also when that question moved or is gone', async () => {
    const gone = await test.published({ text: 'Short lived' });
    const page = await get('order=newest&limit=1');
    assert.equal(page.questions[0]?.slug, gone.slug);
    await test.database.questions.destroy({ where: { id: gone.id } });
    assert.equal((await get(`order=newest&limit=1&after=${page.next}`)).questions[0]?.slug, slugs.at(-1));
    const top = await get('limit=1');
    await react(
      test.database.sequelize,
      await idOf(top.questions[0]?.slug ?? ''),
      await account('eve'),
      'like',
    );
    const rest = await get(`limit=100&after=${top.next}`);
    assert.equal(rest.questions.length, slugs.length - 1);
  });

  it('takes no cursor that it did not give for this order, and tells nothing by one', async () => {
    const { next } = await get('limit=1');
    const texts = [next ?? '', Buffer.from(next ?? '', 'base64url').toString('latin1')];
    for (const text of texts) assert.doesNotMatch(text, /ranking|\[0|"\d+"/);
    const again = await get('limit=1');
    assert.notEqual(again.next, next);
    for (const cursor of [
      'x',
      'AAAA',
      `${next}A`,
      `${next?.startsWith('A') ? 'B' : 'A'}${next?.slice(1)}`,
      Buffer.alloc(60).toString('base64url'),
    ]) {
      const answer = await test.app.inject(`/api/v1/questions?after=${encodeURIComponent(cursor)}`);
      assert.equal(answer.statusCode, 400, cursor);
      assert.equal(answer.json<{ type: string }>().type, 'urn:tallyscope:problem:invalid-cursor');
    }
    assert.equal((await test.app.inject(`/api/v1/questions?order=newest&after=${next}`)).statusCode, 400);
    assert.equal((await test.app.inject('/api/v1/questions?order=oldest')).statusCode, 400);
  });

  it('has pages of ten, back and forth, that keep the order', async () => {
    const titles = (body: string) =>
      [...body.matchAll(/listed-title"><a href="\/questions\/([^"]+)"/g)].map(([, slug]) => slug);
    const link = (body: string, rel: string) =>
      new RegExp(`rel="${rel}" href="([^"]+)"`)
        .exec(body)?.[1]
        ?.replaceAll('&#61;', '=')
        .replaceAll('&#38;', '&');
    const seen: (string | undefined)[][] = [];
    let url: string | undefined = '/?order=newest';
    let body = '';
    while (url) {
      ({ body } = await test.app.inject({ url, headers: { accept: 'text/html' } }));
      seen.push(titles(body));
      url = link(body, 'next');
    }
    assert.deepEqual(
      seen.map(({ length }) => length),
      [10, 10, 3],
    );
    assert.deepEqual(seen.flat(), slugs.toReversed());
    const back = await test.app.inject({ url: link(body, 'prev') ?? '', headers: { accept: 'text/html' } });
    assert.deepEqual(titles(back.body), seen[1]);
  });
});

describe('the search', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
    await test.published({ text: '¿Qué plantamos en el jardín?', choices: ['Un árbol', 'Lavanda'] });
    await test.published({ text: 'Is 100% too much?', choices: ['Yes', 'No'] });
    await test.published({ text: 'Tea or snake_case?', choices: ['CAFÉ CRÈME', 'C:\\temp'] });
    await test.published({ text: 'Which ﬁle, Ångström?', choices: ['Ελλάδα', 'Москва'] });
    await test.published({ text: 'Opens later, with tea', opensAt: new Date(Date.now() + 60_000) });
  });
  const find = async (q: string) => {
    const answer = await test.app.inject(`/api/v1/questions?q=${encodeURIComponent(q)}`);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<Page>().questions.map(({ slug }) => slug.split('-')[0]);
  };

  it('finds text and choices whatever their case and accents', async () => {
    for (const q of ['jardin', 'JARDÍN', 'arbol', 'ÁRBOL', 'que plantamos', 'plantamos lavanda', 'dín arb'])
      assert.deepEqual(await find(q), ['que'], q);
    for (const q of ['cafe', 'creme', 'Cafe\u0301', 'tea']) assert.deepEqual(await find(q), ['tea'], q);
    for (const q of ['file', 'angstrom', 'ελλαδα', 'МОСКВА']) assert.deepEqual(await find(q), ['which'], q);
  });

  it('has one letter for all that Turkish writes as i, also in a database that sorts and folds by Turkish', async () => {
    const [rows] = await test.database.sequelize.query(
      `SELECT search_fold('JARDÍN Iİiı' COLLATE "tr-x-icu") AS turkish, search_fold('JARDÍN Iİiı') AS other`,
    );
    assert.deepEqual(rows, [{ turkish: 'jardin iiii', other: 'jardin iiii' }]);
  });

  it('wants all words and takes none of them for a pattern', async () => {
    assert.deepEqual(await find('jardin tea'), []);
    assert.deepEqual(await find('100%'), ['is']);
    assert.deepEqual(await find('1%0'), []);
    assert.deepEqual(await find('snake_case'), ['tea']);
    assert.deepEqual(await find('snake_cas_'), []);
    assert.deepEqual(await find('t_a'), []);
    assert.deepEqual(await find('C:\\temp'), ['tea']);
    assert.deepEqual(await find('％'), ['is']);
    assert.equal((await find('  \u0000 ')).length, 4);
    assert.deepEqual(await find("' OR 1=1 --"), []);
    assert.deepEqual(await find('\ud83d\ude00'), []);
    assert.equal((await find(Array(200).fill('a').join(' '))).length, 3);
    assert.equal((await test.app.inject(`/api/v1/questions?q=${'a'.repeat(501)}`)).statusCode, 400);
  });

  it('finds by rank what has words that hundreds have, page by page in both directions', async (t) => {
    const many = await createTestApp(t);
    const { sequelize } = many.database;
    // Two of three questions have the word, one of five of those only on a choice.
    await sequelize.query(
      `INSERT INTO questions (slug, text, policy, state, opens_at)
       SELECT 'q-' || n, CASE WHEN n % 3 = 0 OR n % 5 = 0 THEN 'Other ' ELSE 'Common ' END || n, 'open', 'open', now() - n * interval '1 minute'
       FROM generate_series(1, 700) n;
       INSERT INTO choices (question_id, position, text)
       SELECT id, p, CASE WHEN p = 1 AND split_part(slug, '-', 2)::integer % 5 = 0 AND split_part(slug, '-', 2)::integer % 3 > 0
         THEN 'A common one' ELSE 'Answer ' || p END
       FROM questions, generate_series(0, 1) p;
       UPDATE choices SET tally = question_id % 11 WHERE position = 0;
       INSERT INTO turnouts (question_id, ballots) SELECT id, id % 11 FROM questions`,
    );
    const lists = new QuestionLists(many.database, 'a secret that only tests know');
    const pages = async (request: { q?: string; limit: number }, way: 'after' | 'before', from?: string) => {
      const found: QuestionsPage[] = [];
      for (
        let at = from;
        found.length === 0 || at;
        at = found.at(-1)?.[way === 'after' ? 'next' : 'previous']
      )
        found.push(await lists.page({ order: 'ranking', address: '', ...request, [way]: at }));
      return found;
    };
    const slugsOf = (found: readonly QuestionsPage[]) =>
      found.flatMap(({ questions }) => questions.map(({ question }) => question.slug));
    const everyone = slugsOf(await pages({ limit: 100 }, 'after'));
    assert.equal(everyone.length, 700);
    const expected = everyone.filter((slug) => Number(slug.split('-')[1]) % 3 > 0);
    const common = { q: 'COMMON', limit: 70 };
    const forth = await pages(common, 'after');
    assert.deepEqual(slugsOf(forth), expected);
    const back = await pages(common, 'before', forth.at(-1)?.previous);
    assert.deepEqual(slugsOf(back.reverse()), slugsOf(forth.slice(0, -1)));
    assert.deepEqual(slugsOf(await pages({ q: 'common answer', limit: 100 }, 'after')), expected);
  });

  it('says on its page where it finds nothing, and keeps the words', async () => {
    const { statusCode, body } = await test.app.inject({
      url: '/?q=no%20such%3Cb%3E',
      headers: { accept: 'text/html' },
    });
    assert.equal(statusCode, 200);
    assert.match(body, /No question has “no such&#60;b&#62;”/);
    assert.match(body, /name="q" value="no such&#60;b&#62;"/);
    const blank = await test.app.inject({ url: '/?q=%20', headers: { accept: 'text/html' } });
    assert.match(blank.body, /<h1>Questions<\/h1>/);
  });
});
