import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const NEW = '/organise/questions/new';
const filled = { text: 'Where to eat?', choiceText: ['Noodles', 'Falafel', ''] };

describe('the form of a question', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let ada: PageVisitor;
  before(async () => {
    test = await createTestApp(cleanup);
    const { authorization } = await test.organiser('ada');
    ada = new PageVisitor(test);
    ada.cookies.set('session', authorization.replace('Bearer ', ''));
  });

  /** The question stored last. */
  async function newest() {
    const question = await test.database.questions.findOne({ order: [['id', 'DESC']], include: 'choices' });
    return question ?? assert.fail('nothing is stored');
  }
  const stored = () => test.database.questions.count();

  it('stores a draft, and publishes where that is asked for', async () => {
    const saved = await ada.post(NEW, filled);
    assert.deepEqual([saved.status, saved.location], [303, '/organise']);
    const draft = await newest();
    assert.deepEqual(
      [draft.state, draft.minChoices, draft.maxChoices, draft.choices?.length],
      ['draft', 1, 1, 2],
    );
    assert.equal(
      (await ada.post(`/organise/questions/${draft.slug}/edit`, { action: 'publish' })).status,
      303,
    );
    assert.equal((await newest()).state, 'open');
    await ada.post(NEW, { ...filled, opensAt: '2999-01-01T10:00', action: 'publish' });
    assert.match((await ada.get('/organise')).body, /class="flash flash-success"[^>]*>[^<]*opens/i);
  });

  it('takes texts that are written from the right', async () => {
    const { body } = await ada.get((await ada.get(NEW)).location ?? '');
    for (const name of ['text', 'description', 'choiceText'])
      assert.match(body, new RegExp(`<(?=[^>]*name="${name}")[^>]*dir="auto"`), name);
  });

  it('makes one question of a form that is sent again, and changes that one', async () => {
    const { location: form = '' } = await ada.get(NEW);
    assert.match((await ada.get(`${NEW}?from=mail`)).location ?? '', /new\?form=[\w-]{36}$/);
    const count = await stored();
    const words = { ...filled, text: 'Sent twice?', description: '' };
    const answers = await Promise.all([1, 2, 3].map(() => ada.post(form, words)));
    assert.deepEqual(
      answers.map(({ location }) => location),
      ['/organise', '/organise', '/organise'],
    );
    const made = await newest();
    assert.equal((await ada.get(form)).location, `/organise/questions/${made.slug}/edit`);
    await ada.post(form, { ...words, description: 'More.' });
    const changed = await newest();
    assert.deepEqual([changed.id, changed.description], [made.id, 'More.']);
    const outdated = await ada.post(form, words);
    assert.deepEqual([outdated.status, await stored()], [409, count + 1]);
    assert.match(outdated.body, new RegExp(`action="/organise/questions/${made.slug}/edit[?"]`));
    const root = new PageVisitor(test);
    const { authorization } = await test.organiser('root', 'administrator');
    root.cookies.set('session', authorization.replace('Bearer ', ''));
    assert.equal((await root.get(form)).status, 200, 'it is a form of its own for everybody else');
  });

  it('publishes once where that is asked for twice', async () => {
    const { location: form = '' } = await ada.get(NEW);
    const words = { ...filled, text: 'Published twice?', opensAt: '', closesAt: '' };
    for (const fields of [words, words, { ...words, text: 'Published differently?' }]) {
      const answers = await Promise.all([1, 2].map(() => ada.post(form, { ...fields, action: 'publish' })));
      const status = fields === words ? 303 : 409;
      assert.deepEqual(
        answers.map((answer) => answer.status),
        [status, status],
      );
    }
    const { text, state, slug } = await newest();
    assert.deepEqual([text, state], ['Published twice?', 'open']);
    assert.equal((await ada.post(`/organise/questions/${slug}/publish`)).location, '/organise');
    const again = await ada.post(`/organise/questions/${slug}/edit`, { ...words, action: 'publish' });
    assert.equal(again.location, '/organise');
    assert.match((await ada.get('/organise')).body, /Published\. Its address/);
  });

  it('offers more rows and keeps what was typed, without storing anything', async () => {
    const count = await stored();
    const rows = (body: string) => body.match(/name="choiceText"/g)?.length;
    const { status, body } = await ada.post(NEW, { ...filled, kind: 'ranked', action: 'more' });
    assert.equal(status, 200);
    assert.match(body, /value="Noodles"/);
    assert.match(body, /value="ranked"[^>]*(checked|selected)/);
    assert.equal(rows(body), 8);
    assert.equal(await stored(), count);
  });

  it('says beside each field what is wrong with it, and stores nothing', async () => {
    const count = await stored();
    for (const [fields, sentence] of [
      [{ opensAt: 'tomorrow' }, 'Write the time as year-month-day and hour:minute.'],
      [
        { timeZone: 'Europe/Madrid', closesAt: '2027-03-28T02:30' },
        'This time does not exist in the time zone: clocks are put forward over it.',
      ],
      [{ kind: 'multiple', maxChoices: 'two' }, undefined],
      [{ kind: 'multiple', minChoices: '3' }, undefined],
      [{ choiceText: ['Same', 'Same'] }, undefined],
      [{ choiceText: 'Alone' }, undefined],
      [{ text: ' ' }, undefined],
      [{ timeZone: 'Mars/Olympus' }, undefined],
    ] as [Record<string, string | string[]>, string | undefined][]) {
      const { status, body } = await ada.post(NEW, { ...filled, ...fields });
      const said = JSON.stringify(fields);
      assert.equal(status, 422, said);
      assert.match(body, /class="field-error"/, said);
      if (sentence) assert.ok(body.includes(sentence), said);
    }
    const { body } = await ada.post(NEW, { ...filled, choiceText: ['Same', 'Other', 'Same', 'Same'] });
    assert.deepEqual(
      [...body.matchAll(/id="(choice-\d+)-error"/g)].map(([, row]) => row),
      ['choice-3', 'choice-4'],
    );
    assert.equal(await stored(), count);
  });

  it('leaves at what they imply the fields that a kind or policy has no use for', async () => {
    const some = { minChoices: '2', maxChoices: 'x', secret: 'no' };
    await ada.post(NEW, { ...filled, ...some, kind: 'single', policy: 'browser' });
    const single = await newest();
    assert.deepEqual([single.minChoices, single.maxChoices, single.secret], [1, 1, true]);
    await ada.post(NEW, { ...filled, ...some, kind: 'rating', policy: 'account' });
    const rating = await newest();
    assert.deepEqual([rating.choices?.length, rating.maxChoices, rating.secret], [5, 1, false]);
    await ada.post(NEW, { ...filled, kind: 'multiple', minChoices: '', maxChoices: ' 2 ' });
    const multiple = await newest();
    assert.deepEqual([multiple.minChoices, multiple.maxChoices], [1, 2]);
  });

  it('keeps the seconds of a time that nobody touched', async () => {
    await ada.post(NEW, { ...filled, timeZone: 'Europe/Madrid', closesAt: '2999-07-01T12:00' });
    const { slug, closesAt } = await newest();
    assert.equal(closesAt?.toISOString(), '2999-07-01T10:00:00.000Z');
    const exact = new Date('2999-07-01T10:00:42.500Z');
    await test.database.questions.update({ closesAt: exact }, { where: { slug } });
    const edit = `/organise/questions/${slug}/edit`;
    assert.match((await ada.get(edit)).body, /value="2999-07-01T12:00"/);
    const sent = { ...filled, timeZone: 'Europe/Madrid', closesAt: '2999-07-01T12:00' };
    await ada.post(edit, { ...sent, text: 'Another text?' });
    assert.deepEqual((await newest()).closesAt, exact);
    await ada.post(edit, { ...sent, timeZone: 'UTC' });
    assert.equal((await newest()).closesAt?.toISOString(), '2999-07-01T12:00:00.000Z');
    await ada.post(edit, { ...sent, closesAt: '' });
    assert.equal((await newest()).closesAt, null);
  });

  it('asks once whether choices are meant that are alike', async () => {
    const before = await newest();
    const alike = { ...filled, text: 'Which spelling?', choiceText: ['Internet', 'internet'] };
    const asked = await ada.post(NEW, alike);
    assert.equal(asked.status, 422);
    assert.match(asked.body, /id="choice-2-error"[^>]*>.*press the button again/s);
    const key = /name="alike" value="([^"]+)"/.exec(asked.body)?.[1] ?? '';
    assert.deepEqual((await newest()).id, before.id);
    assert.equal((await ada.post(NEW, { ...alike, alike: key, text: '' })).status, 422);
    assert.equal((await ada.post(NEW, { ...alike, alike: key })).status, 303);
    const { slug, choices } = await newest();
    assert.deepEqual(
      choices?.map(({ text }) => text),
      ['Internet', 'internet'],
    );
    for (const path of [`/organise/questions/${slug}/edit`, `/organise/questions/${slug}/duplicate`])
      assert.equal((await ada.post(path, { ...alike, text: 'Which one?' })).status, 303, path);
    const more = { ...alike, choiceText: ['Internet', 'internet', 'INTERNET'] };
    assert.equal((await ada.post(`/organise/questions/${slug}/edit`, more)).status, 422);
  });

  it('says what can no longer change where somebody has voted meanwhile', async () => {
    await ada.post(NEW, filled);
    const { id, slug } = await newest();
    await ada.post(`/organise/questions/${slug}/publish`);
    await test.database.sequelize.query(`INSERT INTO turnouts VALUES (${id}, 1)`);
    const { status, body } = await ada.post(`/organise/questions/${slug}/edit`, {
      ...filled,
      choiceText: ['Noodles', 'Pizza'],
    });
    assert.equal(status, 409);
    assert.match(body, /Somebody has voted meanwhile/);
    assert.deepEqual(
      (await newest()).choices?.map(({ text }) => text),
      ['Noodles', 'Falafel'],
    );
  });

  it('undoes nothing that somebody else changed meanwhile, unless told to', async () => {
    await ada.post(NEW, filled);
    const { slug } = await newest();
    const path = `/organise/questions/${slug}/edit`;
    const seenIn = (body: string) =>
      body.match(/name="seen" value="([^"]+)"/)?.[1] ?? assert.fail('no edition');
    const seen = seenIn((await ada.get(path)).body);
    assert.equal((await ada.post(path, { ...filled, text: 'Where to dine?', seen })).status, 303);
    const mine = { ...filled, description: 'By bicycle.', seen };
    const more = await ada.post(path, { ...mine, action: 'more' });
    const refused = await ada.post(path, { ...mine, seen: seenIn(more.body), action: 'publish' });
    assert.equal(refused.status, 409);
    assert.match(refused.body, /changed since you opened it/);
    assert.match(refused.body, /By bicycle\./);
    assert.equal((await newest()).text, 'Where to dine?');
    assert.equal((await newest()).state, 'draft');
    assert.equal((await ada.post(path, { ...mine, seen: seenIn(refused.body) })).status, 303);
    const { text, description } = await newest();
    assert.deepEqual([text, description], ['Where to eat?', 'By bicycle.']);
  });

  it('keeps the edition of a form that comes back for another reason', async () => {
    await ada.post(NEW, filled);
    const { slug } = await newest();
    const path = `/organise/questions/${slug}/edit`;
    const edition = /name="seen" value="([^"]+)"/;
    const [, seen = ''] = (await ada.get(path)).body.match(edition) ?? [];
    await ada.post(path, { ...filled, choiceText: ['Noodles', 'Soup'], seen });
    const refused = await ada.post(path, { ...filled, text: ' ', seen });
    assert.equal(refused.status, 422);
    assert.equal(refused.body.match(edition)?.[1], seen);
  });

  it('leads back to the form where the closing time keeps it from opening', async () => {
    await ada.post(NEW, filled);
    const { slug } = await newest();
    await test.database.questions.update({ closesAt: new Date(0) }, { where: { slug } });
    const refused = await ada.post(`/organise/questions/${slug}/publish`);
    assert.equal(refused.location, `/organise/questions/${slug}/edit`);
    assert.match((await ada.get(`/organise/questions/${slug}/edit`)).body, /closing time has passed/);
    assert.equal((await newest()).state, 'draft');
  });

  it('copies all but the times, stores nothing before that is saved, and names the copy after its own words', async () => {
    const kind = { kind: 'multiple', minChoices: '1', maxChoices: '2', policy: 'account', secret: 'no' };
    await ada.post(NEW, { ...filled, ...kind, closesAt: '2999-07-01T12:00', action: 'publish' });
    const original = await newest();
    const path = `/organise/questions/${original.slug}/duplicate`;
    const count = await stored();
    const form = (await ada.get(path)).location ?? '';
    const { body } = await ada.get(form);
    assert.ok(body.includes(`action="${form.replace('=', '&#61;')}`));
    assert.match(body, /value="Noodles".*value="Falafel"/s);
    for (const option of ['multiple', 'account', 'no'])
      assert.match(body, new RegExp(`value="${option}" (checked|selected)`), option);
    assert.doesNotMatch(body, /2999-07-01/);
    const words = { ...filled, ...kind, text: 'Where to have supper?' };
    for (const unfinished of [{ action: 'more' }, { choiceText: 'Alone' }]) {
      const again = await ada.post(form, { ...words, ...unfinished });
      assert.ok(again.body.includes(`action="${form.replace('=', '&#61;')}`));
    }
    assert.equal(await stored(), count);
    assert.equal((await ada.post(form, words)).location, '/organise');
    assert.match((await ada.get(form)).location ?? '', /supper\/edit$/, 'who comes back finds the copy');
    const copy = await newest();
    assert.deepEqual([copy.slug, copy.state, copy.maxChoices], ['where-to-have-supper', 'draft', 2]);
    const log = (await ada.get(`/organise/log?question=${copy.slug}`)).body;
    assert.match(log, /Duplicated a question/);
    assert.ok(log.includes(original.slug), 'the log tells what it is a copy of');
  });

  it('has a button for each action of the desk', async () => {
    await ada.post(NEW, { ...filled, action: 'publish' });
    const { slug, id } = await newest();
    const act = (verb: string) => ada.post(`/organise/questions/${slug}/${verb}`);
    const now = async () => {
      const { state, archivedAt } = (await test.database.questions.findByPk(id)) ?? {};
      return [state, Boolean(archivedAt)];
    };
    assert.match((await ada.get(`/organise/questions/${slug}/close`)).body, /Where to eat\?/);
    assert.deepEqual(await now(), ['open', false], 'it asks first');
    assert.equal((await act('close')).location, '/organise');
    assert.deepEqual(await now(), ['closed', false]);
    await act('archive');
    assert.deepEqual(await now(), ['closed', true]);
    await act('unarchive');
    assert.deepEqual(await now(), ['closed', false]);
    assert.match((await ada.get(`/organise/questions/${slug}/delete`)).body, /Where to eat\?/);
    assert.equal((await act('delete')).location, '/organise');
    assert.deepEqual(await now(), [undefined, false]);
  });
});
