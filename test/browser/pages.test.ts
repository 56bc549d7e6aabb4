import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { checkLooks, weigh } from './page-checks.ts';
import { fillSite } from './page-fixtures.ts';
import { openSite, type Visitor } from './site.ts';

const site = await openSite(suiteCleanup(), { S3_BUCKET: 'exports', OPERATOR_NAME: 'The Commons' });
const { authorization } = await site.organiser('ada', 'administrator');
const session = { name: 'session', value: authorization.replace('Bearer ', ''), url: site.origin };

interface Shown {
  name: string;
  path: string | (() => string);
  organiser?: boolean;
  status?: number;
  /** What is done on the page before it is looked at. */
  act?: (visitor: Visitor) => Promise<void>;
}

function look({ name, path, organiser = false, status = 200, act }: Shown): void {
  test(`the page "${name}" fits, is accessible, light and free of complaints`, async (t) => {
    const visitor = await site.visitor(t);
    const { page, go } = visitor;
    if (organiser) await page.context().addCookies([session]);
    const assertLight = weigh(page);
    assert.equal(await go(typeof path === 'string' ? path : path()), status);
    await assertLight();
    await act?.(visitor);
    assert.equal(await page.locator('.error-page').count(), status === 200 ? 0 : 1);
    assert.equal(await page.locator('img, iframe, script:not([src])').count(), 0);
    await checkLooks(page, name);
  });
}

describe('an empty site', () => {
  look({ name: 'index-empty', path: '/' });
  look({ name: 'desk-empty', path: '/organise', organiser: true });
  look({ name: 'exports-empty', path: '/organise/exports', organiser: true });
  look({ name: 'export-form-empty', path: '/organise/exports/new', organiser: true });
});

describe('a site full of questions', { concurrency: 2 }, () => {
  let filled: Awaited<ReturnType<typeof fillSite>>;
  before(async () => {
    filled = await fillSite(site);
  });
  const question = (name: 'open' | 'closed' | 'hostile' | 'wide' | 'untouched', rest = '') => {
    return () => `/questions/${filled[name]}${rest}`;
  };
  const edit = (name: 'open' | 'draft' | 'hostile', verb: string) => {
    return () => `/organise/questions/${filled[name]}/${verb}`;
  };
  const job = (name: 'done' | 'running' | 'failed') => () => `/organise/exports/${filled.exports[name]}`;
  const organiser = true;

  look({ name: 'index', path: '/' });
  look({ name: 'index-spanish', path: '/', act: ({ press }) => press('button', 'Español') });
  look({ name: 'question', path: question('open') });
  look({
    name: 'question-refused',
    path: question('open'),
    act: ({ press }) => press('button', 'Cast vote'),
  });
  look({ name: 'question-closed', path: question('closed') });
  look({ name: 'question-hostile', path: question('hostile') });
  look({ name: 'question-wide', path: question('wide') });
  look({
    name: 'results-after-vote',
    path: question('untouched'),
    act: async ({ page, press }) => {
      await page.getByLabel('Tea').check();
      await press('button', 'Cast vote');
    },
  });
  look({ name: 'results', path: question('open', '/results') });
  look({ name: 'results-organiser', path: question('open', '/results'), organiser });
  look({ name: 'results-closed', path: question('closed', '/results') });
  look({ name: 'results-hostile', path: question('hostile', '/results') });
  look({ name: 'results-wide', path: question('wide', '/results') });
  look({ name: 'login', path: '/login' });
  look({ name: 'login-refused', path: '/login', act: ({ logIn }) => logIn('ada', 'wrong') });
  look({ name: 'desk', path: '/organise', organiser });
  look({ name: 'question-form', path: '/organise/questions/new', organiser });
  look({
    name: 'question-form-refused',
    path: '/organise/questions/new',
    organiser,
    act: async ({ page, press }) => {
      for (const position of [1, 2]) {
        await page.getByRole('textbox', { name: `Choice ${position}`, exact: true }).fill('The same');
      }
      await press('button', 'Publish');
    },
  });
  look({ name: 'question-form-draft', path: edit('draft', 'edit'), organiser });
  look({ name: 'question-form-published', path: edit('hostile', 'edit'), organiser });
  look({ name: 'delete', path: edit('open', 'delete'), organiser });
  look({ name: 'exports', path: '/organise/exports', organiser });
  look({ name: 'export-form', path: '/organise/exports/new', organiser });
  look({
    name: 'export-form-refused',
    path: '/organise/exports/new?question=gone',
    organiser,
    act: async ({ page, press }) => {
      await page.getByLabel('Path in the bucket').fill('/autumn');
      await press('button', 'Start export');
    },
  });
  look({ name: 'export-done', path: job('done'), organiser });
  look({ name: 'export-running', path: job('running'), organiser });
  look({ name: 'export-failed', path: job('failed'), organiser });
  look({ name: 'observatory', path: '/observatory', organiser });
  look({ name: 'not-found', path: '/nowhere', status: 404 });
});

test('the API documentation shows without complaints', async (t) => {
  const { page, go } = await site.visitor(t);
  await go('/docs');
  await page.getByText('/api/v1/questions', { exact: true }).first().waitFor();
});
