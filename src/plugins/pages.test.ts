import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../test/support/test-app.ts';

describe('a page for many readers at once', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });

  /** Pages that are asked for at the same moment. */
  const read = (requests: { url: string; headers?: Record<string, string> }[]) =>
    Promise.all(
      requests.map(async ({ url, headers }) => {
        const { statusCode, body } = await test.app.inject({
          url,
          headers: { accept: 'text/html', ...headers },
        });
        assert.equal(statusCode, 200);
        return body;
      }),
    );
  const all = (bodies: string[], pattern: RegExp) => bodies.map((body) => pattern.exec(body)?.[1]);

  it('has for each a ballot, a token, an address and visits of their own, and is else the same', async () => {
    const { slug } = await test.published();
    const address = (at: number) => `/questions/${slug}?n=${at}%22`;
    const bodies = await read(Array.from({ length: 20 }, (_, at) => ({ url: address(at) })));
    const own = [
      /name="ballot" value="([^"]+)"/,
      /name="_csrf" value="([^"]+)"/,
      /You have visited ([\d,]+) times?/,
    ];
    for (const pattern of own) assert.equal(new Set(all(bodies, pattern)).size, 20, String(pattern));
    assert.deepEqual(
      all(bodies, /name="next" value="([^"]+)"/),
      bodies.map((_, at) => address(at).replace('=', '&#61;')),
    );
    const rest = bodies.map((body) =>
      body.replace(/value="[^"]+"/g, '').replace(/<p class="visit-line">[^<]*/, ''),
    );
    assert.equal(new Set(rest).size, 1);
  });

  it('is in the language of each, and of who is logged in nobody else sees anything', async () => {
    const { slug } = await test.published();
    const { authorization } = await test.organiser('grace', 'administrator');
    const url = `/questions/${slug}/results`;
    const kinds = [
      {},
      { 'accept-language': 'es' },
      { cookie: `session=${authorization.replace('Bearer ', '')}` },
      { cookie: 'flash=saved' },
    ];
    const bodies = await read(Array.from({ length: 40 }, (_, at) => ({ url, headers: kinds[at % 4] ?? {} })));
    bodies.forEach((body, at) => {
      assert.equal(/<html lang="(..)">/.exec(body)?.[1], at % 4 === 1 ? 'es' : 'en');
      assert.equal(body.includes('grace'), at % 4 === 2);
      assert.equal(body.includes('>Saved.<'), at % 4 === 3);
      assert.equal(body.includes(`/organise/questions/${slug}/edit`), at % 4 === 2);
    });
  });

  it('is the list that each asked for, with what was published before', async () => {
    const titles = (body: string) =>
      [...body.matchAll(/listed-title"><a[^>]*><bdi>([^<]*)/g)].map(([, title]) => title);
    const seen: string[] = [];
    for (const text of ['Apples or pears?', 'Pears or plums?', 'Plums or apples?']) {
      await test.published({ text });
      seen.push(text);
      const urls = ['/', '/?order=newest', '/?q=apples', '/?q=plums&order=newest'];
      const bodies = await read(Array.from({ length: 24 }, (_, at) => ({ url: urls[at % 4] ?? '/' })));
      for (const [at, body] of bodies.entries()) {
        const word = [undefined, undefined, /apples/i, /plums/i][at % 4];
        const own = titles(body).filter((title) => seen.includes(title ?? ''));
        assert.deepEqual(
          own.toSorted(),
          seen.filter((title) => word?.test(title) ?? true).toSorted(),
          urls[at % 4],
        );
        if (at % 2 === 1) assert.deepEqual(own, seen.filter((title) => own.includes(title)).toReversed());
      }
    }
  });

  it('shows each vote that was answered before it was asked for', async () => {
    const { slug, choices } = await test.published();
    for (let votes = 1; votes <= 10; votes++) {
      const url = `/api/v1/questions/${slug}/votes`;
      const vote = await test.app.inject({ method: 'POST', url, payload: { choices: [choices[0]] } });
      assert.equal(vote.statusCode, 201);
      const bodies = await read(Array.from({ length: 5 }, () => ({ url: `/questions/${slug}/results` })));
      for (const body of bodies) assert.match(body, new RegExp(`>${votes} votes?<`));
    }
  });
});
