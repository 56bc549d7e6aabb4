import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../test/support/test-app.ts';

describe('what is deleted', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });

  /** The tables that hold this text in any column of any row. */
  async function tablesWith(text: string): Promise<string[]> {
    const [tables] = (await test.database.sequelize.query(
      `SELECT quote_ident(relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    )) as [{ name: string }[], unknown];
    const found = [];
    for (const { name } of tables) {
      const [rows] = await test.database.sequelize.query(
        `SELECT 1 FROM ${name} AS row WHERE strpos(row::text, :text) > 0 LIMIT 1`,
        { replacements: { text } },
      );
      if (rows.length > 0) found.push(name);
    }
    return found.sort();
  }

  const ask = async (headers: object, method: 'POST' | 'DELETE' | 'PUT', path: string, payload?: object) => {
    const answer = await test.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...headers },
      ...(payload && { payload }),
    });
    assert.ok(answer.statusCode < 300, `${path}: ${answer.body}`);
    return answer.body ? answer.json() : undefined;
  };

  it('of a question is everything but the line of the log that says so', async () => {
    const ada = await test.organiser('ada');
    const canary = 'Ought the xylophone to stay?';
    const { slug, choices } = await test.published(
      { text: canary, choices: ['Zither', 'Yes'], policy: 'credential' },
      'ada',
    );
    const { credentials } = await ask(ada, 'POST', `/questions/${slug}/credentials`, { count: 2 });
    const vote = { choices: [choices[0]], credential: credentials[0].code };
    const { ballot } = await ask({}, 'POST', `/questions/${slug}/votes`, vote);
    await ask(ada, 'PUT', `/questions/${slug}/reaction`, { reaction: 'like' });
    assert.deepEqual(await tablesWith(canary), ['questions']);
    assert.ok((await tablesWith(ballot)).includes('ballots'));

    await ask(ada, 'DELETE', `/questions/${slug}`);
    for (const text of [canary, 'Zither', ballot]) assert.deepEqual(await tablesWith(text), [], text);
    assert.deepEqual(await tablesWith(slug), ['audit_log']);
    for (const table of [
      'ballots',
      'participations',
      'crowds',
      'credentials',
      'reactions',
      'choices',
      'rankings',
    ]) {
      const [rows] = await test.database.sequelize.query(`SELECT 1 FROM ${table}`);
      assert.deepEqual(rows, [], table);
    }
  });

  it('of an account is everything but its name beside what it did', async () => {
    const grace = await test.organiser('grace.hopper');
    const { slug, choices } = await test.published({ text: 'Whose?', policy: 'account' }, 'grace.hopper');
    await ask(grace, 'POST', `/questions/${slug}/votes`, { choices: [choices[0]] });
    await ask(grace, 'PUT', `/questions/${slug}/reaction`, { reaction: 'dislike' });
    await ask(grace, 'POST', '/tokens', { name: 'nightly-harpsichord', scopes: ['results:read'] });
    await ask(grace, 'DELETE', '/account', { password: 'correct horse' });
    assert.deepEqual(await tablesWith('grace.hopper'), ['audit_log']);
    assert.deepEqual(await tablesWith('nightly-harpsichord'), []);
    const [[left]] = (await test.database.sequelize.query(
      `SELECT (SELECT array_agg(name) FROM sessions JOIN accounts ON accounts.id = account_id) AS sessions, (SELECT count(*) FROM access_tokens)::integer AS tokens,
         (SELECT count(*) FROM ballots)::integer AS ballots, (SELECT author_id FROM questions WHERE slug = '${slug}') AS author`,
    )) as [object[], unknown];
    assert.deepEqual(left, { sessions: ['ada'], tokens: 0, ballots: 1, author: null });
  });

  it('of what was exported stays who asked for it, and what was asked', async () => {
    const joan = await test.organiser('joan.clarke');
    const canary = 'Ought the bassoon to stay?';
    const { id, slug } = await test.published({ text: canary, choices: ['Piccolo', 'Yes'] }, 'joan.clarke');
    const asked = { bucket: 'b', prefix: '', requestedBy: 'joan.clarke', runner: 'command' } as const;
    await new ExportWriter(test.database.sequelize).create({
      ...asked,
      questions: [{ id, slug, text: canary, votes: 0 }],
    });
    await ask(joan, 'DELETE', `/questions/${slug}`);
    await ask(joan, 'DELETE', '/account', { password: 'correct horse' });
    assert.deepEqual(await tablesWith(canary), ['export_objects']);
    assert.deepEqual(await tablesWith('Piccolo'), []);
    assert.deepEqual(await tablesWith('joan.clarke'), ['audit_log', 'exports']);
  });
});
