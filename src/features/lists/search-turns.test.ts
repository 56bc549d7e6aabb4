import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SearchTurns } from '#src/features/lists/search-turns.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('searches', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });
  const limits = { atOnce: 2, ofOne: 1, waiting: 3, waitingOfOne: 3 };
  const turns = (time = 3000) => new SearchTurns(test.database.sequelize, { ...limits, time });

  it('read a few at once, wait in their order, and are refused beyond that', async () => {
    const some = turns();
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const search = (n: number) =>
      some.take(`192.0.2.${n}`, async () => {
        begun.push(n);
        await new Promise<void>((end) => ends.push(end));
        if (n === 0) throw new Error('lost');
        return n;
      });
    const all = [0, 1, 2, 3, 4].map(search);
    const [failed] = all;
    await assert.rejects(search(5), { type: 'search-busy', statusCode: 503, retryAfterSeconds: 1 });
    assert.deepEqual(begun, [0, 1]);
    ends.shift()?.();
    await assert.rejects(failed ?? Promise.resolve(), /lost/);
    assert.deepEqual(begun, [0, 1, 2], 'one that fails gives its turn on');
    for (let n = 0; n < 4; n += 1) {
      ends.shift()?.();
      await sleep(0);
    }
    assert.deepEqual(await Promise.all(all.slice(1)), [1, 2, 3, 4]);
    assert.equal(await some.take('192.0.2.0', async () => 'next'), 'next');
  });

  it('of one address leave a turn to others, who pass those that wait', async () => {
    const some = turns();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const search = (address: string) =>
      some.take(address, async () => {
        begun.push(address);
        await new Promise<void>((end) => ends.push(end));
      });
    const all = ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2'].map(search);
    await sleep(0);
    assert.deepEqual(begun, ['192.0.2.1', '192.0.2.2']);
    for (let n = 0; n < 4; n += 1) {
      ends.shift()?.();
      await sleep(0);
    }
    await Promise.all(all);
  });

  it('end when a statement takes too long, and their connection with its next work does not', async () => {
    await assert.rejects(
      turns(60_000).take('192.0.2.0', (ask) => ask('SELECT 1 / $1::integer', [0])),
      /division by zero/,
    );
    const some = turns(100);
    const tooLong = { type: 'search-too-long', statusCode: 503, retryAfterSeconds: 10 };
    await assert.rejects(
      some.take('192.0.2.0', (ask) => ask('SELECT pg_sleep(5)', [])),
      tooLong,
    );
    await assert.rejects(
      some.take('192.0.2.0', async (ask) => {
        for (;;) await ask('SELECT pg_sleep($1)', [0.02]);
      }),
      tooLong,
      'and when many statements do together',
    );
    await test.database.sequelize.query('SELECT pg_sleep(0.2)');
  });

  it('of the public list take turns, on its page and in the API', async () => {
    await test.published({ text: 'Tea or coffee?' });
    const { sequelize } = test.database;
    const found = await test.app.inject('/api/v1/questions?q=coffee');
    assert.equal(found.json().questions.length, 1);
    // Both turns are taken by searches that wait for who changes the table.
    await sequelize.transaction(async (transaction) => {
      await sequelize.query('LOCK TABLE choices', { transaction });
      const urls = ['/api/v1/questions?q=tea', '/?q=tea', '/api/v1/questions?q=coffee', '/?q=coffee'];
      const answers = await Promise.all(
        urls.map((url, at) => {
          const headers = { accept: url.startsWith('/api') ? '*/*' : 'text/html' };
          return test.app.inject({ url, headers, remoteAddress: `192.0.2.${at}` });
        }),
      );
      for (const { statusCode, body } of answers) {
        assert.equal(statusCode, 503);
        assert.match(body, /fewer and longer words/);
      }
    });
    assert.equal((await test.app.inject('/?q=coffee')).statusCode, 200);
  });
});
