import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { listRoutes } from '../support/list-routes.ts';
import { suiteCleanup } from '../support/suite-cleanup.ts';
import { checkLooks, weigh } from './page-checks.ts';
import { fillSite } from './page-fixtures.ts';
import type { fillResults } from './results-fixtures.ts';
import { openSite, type Visitor } from './site.ts';
import { storeOfOneVote } from './trace-fixtures.ts';

const cleanup = suiteCleanup();
const traces = await storeOfOneVote(cleanup);
const site = await openSite(cleanup, {
  S3_BUCKET: 'exports',
  OPERATOR_NAME: 'The Commons',
  TEMPO_URL: traces.url,
});
const { authorization } = await site.organiser('ada', 'administrator');
const session = { name: 'session', value: authorization.replace('Bearer ', ''), url: site.origin };

/** Paths that were looked at. */
const shown = new Set<string>();

interface Shown {
  name: string;
  path: string | (() => string);
  organiser?: boolean;
  status?: number;
  /** What is done on the page before it is looked at. */
  act?: (visitor: Visitor) => Promise<void>;
  /** Frames of its own. */
  frames?: number;
}

function look({ name, path, organiser = false, status = 200, act, frames = 0 }: Shown): void {
  test(`the page "${name}" fits, is accessible, light and free of complaints`, async (t) => {
    const visitor = await site.passerBy(t);
    const { page, go } = visitor;
    if (organiser) await page.context().addCookies([session]);
    const assertLight = weigh(page);
    assert.equal(await go(typeof path === 'string' ? path : path()), status);
    shown.add(new URL(page.url()).pathname);
    await assertLight();
    await act?.(visitor);
    assert.equal(await page.locator('.error-page').count(), status === 200 ? 0 : 1);
    assert.equal(await page.locator('img, script:not([src])').count(), 0);
    assert.equal(await page.locator('iframe').count(), frames);
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
  const edit = (
    name: 'open' | 'draft' | 'scheduled' | 'untouched' | 'correctable' | 'hostile' | 'closed' | 'invited',
    verb: string,
  ) => {
    return () => `/organise/questions/${filled[name]}/${verb}`;
  };
  const job = (name: 'done' | 'running' | 'failed' | 'together') => () =>
    `/organise/exports/${filled.exports[name]}`;
  const organiser = true;

  look({ name: 'index', path: '/' });
  look({
    name: 'index-liked',
    path: '/?q=tea+or+coffee',
    organiser: true,
    act: ({ press }) => press('button', /^Like: Tea or coffee\?/),
  });
  look({ name: 'index-search', path: '/?q=meet&order=newest' });
  look({ name: 'index-search-empty', path: '/?q=nothing+like+it' });
  look({ name: 'question-organiser', path: question('open'), organiser: true });
  look({ name: 'index-spanish', path: '/', act: ({ press }) => press('button', 'Español') });
  look({ name: 'question', path: question('open') });
  look({
    name: 'question-refused',
    path: question('open'),
    act: ({ press }) => press('button', 'Cast vote'),
  });
  const answered = (name: keyof Awaited<ReturnType<typeof fillResults>>, rest: string) => () =>
    `/questions/${filled[name]}${rest}`;
  look({ name: 'question-multiple', path: answered('multiple', '') });
  look({ name: 'question-rating', path: answered('rating', '') });
  look({ name: 'question-ranked', path: answered('ranked', '') });
  look({
    name: 'question-ranked-refused',
    path: answered('ranked', ''),
    act: ({ press }) => press('button', 'Cast vote'),
  });
  look({
    name: 'question-ranked-begun',
    path: answered('ranked', ''),
    act: async ({ page }) => {
      await page.getByLabel('Knoxville', { exact: true }).selectOption('1');
      await page.getByLabel('Nashville', { exact: true }).selectOption('2');
    },
  });
  look({ name: 'question-logged-out', path: () => `/questions/${filled.members}` });
  look({ name: 'question-members', path: () => `/questions/${filled.members}`, organiser: true });
  look({ name: 'question-invited', path: () => `/questions/${filled.invited}` });
  look({
    name: 'question-voted',
    path: answered('organisers', ''),
    act: async ({ page, go, press }) => {
      await page.getByLabel('Tea').check();
      await press('button', 'Cast vote');
      await go(answered('organisers', '')());
    },
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
  const open =
    (summary: string) =>
    async ({ page }: Visitor) =>
      page.getByText(summary).click();
  look({ name: 'results-multiple', path: answered('multiple', '/results') });
  look({
    name: 'results-shared',
    path: answered('multiple', '/results'),
    act: async (visitor) => {
      await open('Votes over time as a table')(visitor);
      await open('Embed the results in a page')(visitor);
    },
  });
  look({ name: 'results-rating', path: answered('rating', '/results') });
  look({ name: 'results-ranked', path: answered('ranked', '/results') });
  look({
    name: 'results-decided',
    path: answered('decided', '/results'),
    act: open('How this is counted'),
  });
  look({ name: 'results-hidden', path: answered('hidden', '/results') });
  look({ name: 'results-organisers', path: answered('organisers', '/results') });
  look({ name: 'present', path: question('open', '/present') });
  look({ name: 'present-rating', path: answered('rating', '/present') });
  look({ name: 'present-ranked', path: answered('ranked', '/present') });
  look({ name: 'present-hidden', path: answered('hidden', '/present') });
  look({ name: 'present-kept', path: answered('hidden', '/present'), organiser });
  look({ name: 'present-closed', path: question('closed', '/present') });
  look({ name: 'present-hostile', path: question('hostile', '/present') });
  look({ name: 'present-wide', path: question('wide', '/present') });
  look({ name: 'embed', path: () => `/embed/questions/${filled.open}` });
  look({ name: 'embed-ranked', path: () => `/embed/questions/${filled.decided}` });
  look({ name: 'embed-hidden', path: () => `/embed/questions/${filled.hidden}` });
  look({ name: 'embed-wide', path: () => `/embed/questions/${filled.wide}` });
  const proved = (name: 'signed' | 'running' | 'wide' | 'differs') => () =>
    `/questions/${filled.proofs[name]}/proof`;
  look({ name: 'proof', path: proved('signed') });
  look({
    name: 'proof-opened',
    path: proved('signed'),
    act: ({ page }) => page.locator('summary', { hasText: 'The signed text' }).click(),
  });
  look({ name: 'proof-organiser', path: proved('running'), organiser });
  look({ name: 'proof-wide', path: proved('wide') });
  look({ name: 'proof-none', path: question('untouched', '/proof') });
  look({ name: 'proof-signing', path: question('closed', '/proof') });
  look({ name: 'proof-differs', path: proved('differs') });
  look({ name: 'proof-hidden', path: answered('hidden', '/proof') });
  look({ name: 'receipt', path: '/receipt' });
  look({
    name: 'receipt-refused',
    path: '/receipt',
    act: async ({ page, press }) => {
      await page.getByLabel('Receipt code').fill('NANAN');
      await press('button', 'Show the receipt');
    },
  });
  for (const name of ['ranking', 'altered', 'replaced'] as const)
    look({
      name: `receipt-${name}`,
      path: '/receipt',
      act: async ({ page, press }) => {
        await page.getByLabel('Receipt code').fill(filled.proofs.receipts[name]);
        await press('button', 'Show the receipt');
      },
    });
  look({ name: 'login', path: '/login' });
  look({ name: 'login-refused', path: '/login', act: ({ logIn }) => logIn('ada', 'wrong') });
  look({ name: 'sign-up', path: '/signup' });
  look({
    name: 'sign-up-refused',
    path: '/signup',
    act: async ({ page, press }) => {
      await page.getByLabel('Name').fill('no spaces please');
      await press('button', 'Sign up');
    },
  });
  look({
    name: 'account',
    path: '/account',
    organiser,
    act: async ({ page }) => {
      // As narrow as a window can be while each session is one row: three times and a button.
      await page.setViewportSize({ width: 866, height: 800 });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 866);
    },
  });
  look({
    name: 'account-token',
    path: '/account',
    organiser,
    act: async ({ page, press }) => {
      await page.getByLabel('What is it for?').fill('Nightly export');
      await page.getByLabel('Ask for exports and read them').check();
      await press('button', 'Make token');
    },
  });
  look({
    name: 'account-refused',
    path: '/account',
    organiser,
    act: async ({ page, press }) => {
      await page.getByLabel('Current password').fill('wrong');
      await press('button', 'Change password');
    },
  });
  look({ name: 'account-delete', path: '/account/delete', organiser });
  look({ name: 'people', path: '/organise/people', organiser });
  look({ name: 'desk', path: '/organise?all=yes', organiser });
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
  look({
    name: 'question-form-alike',
    path: '/organise/questions/new',
    organiser,
    act: async ({ page, press }) => {
      await page.getByRole('textbox', { name: 'Question' }).fill('Which spelling?');
      await page.getByRole('textbox', { name: 'Choice 1', exact: true }).fill('Internet');
      await page.getByRole('textbox', { name: 'Choice 2', exact: true }).fill('internet');
      await press('button', 'Save draft');
    },
  });
  look({ name: 'question-form-draft', path: edit('draft', 'edit'), organiser });
  look({ name: 'question-form-copy', path: edit('invited', 'duplicate'), organiser });
  look({ name: 'question-form-published', path: edit('hostile', 'edit'), organiser });
  look({ name: 'question-form-correctable', path: edit('correctable', 'edit'), organiser });
  look({
    name: 'question-form-ranked',
    path: '/organise/questions/new',
    organiser,
    act: async ({ page, press }) => {
      await page.getByLabel('Ranking').check();
      await page.getByLabel('Once per account').check();
      await page.getByLabel('At most').fill('9');
      await press('button', 'Publish');
    },
  });
  look({ name: 'question-form-closed', path: edit('closed', 'edit'), organiser });
  look({
    name: 'desk-more',
    path: '/organise?all=yes&search=e',
    organiser,
    act: ({ page }) => page.locator('summary').nth(1).click(),
  });
  look({ name: 'preview', path: edit('draft', 'preview'), organiser, frames: 2 });
  look({ name: 'preview-ballot', path: edit('draft', 'preview/ballot'), organiser });
  look({ name: 'share', path: edit('untouched', 'share'), organiser });
  look({ name: 'share-scheduled', path: edit('scheduled', 'share'), organiser });
  look({ name: 'desk-nothing', path: '/organise?shelf=archived', organiser });
  look({ name: 'credentials', path: edit('invited', 'credentials'), organiser });
  look({
    name: 'credentials-refused',
    path: edit('invited', 'credentials'),
    organiser,
    act: ({ press }) => press('button', 'Make and show to print'),
  });
  look({
    name: 'credentials-sheet',
    path: edit('invited', 'credentials'),
    organiser,
    act: async ({ page, press }) => {
      await page.getByLabel('How many').fill('6');
      await press('button', 'Make and show to print');
    },
  });
  look({
    name: 'credentials-replace-refused',
    path: edit('invited', 'credentials'),
    organiser,
    act: async ({ page, press, go }) => {
      await page.getByLabel('How many').fill('1');
      await press('button', 'Make and show to print');
      await go(edit('invited', 'credentials')());
      await page.getByLabel('Code or link of the old invitation').fill('AB');
      await press('button', 'Replace and show the new one');
    },
  });
  look({ name: 'audit-log', path: '/organise/log', organiser });
  look({ name: 'audit-log-empty', path: '/organise/log?question=none', organiser });
  look({ name: 'delete', path: edit('open', 'delete'), organiser });
  look({ name: 'close', path: edit('open', 'close'), organiser });
  look({ name: 'credentials-revoke', path: edit('invited', 'credentials/revoke'), organiser });
  look({ name: 'exports', path: '/organise/exports', organiser });
  look({ name: 'export-form', path: '/organise/exports/new', organiser });
  look({ name: 'export-form-search', path: '/organise/exports/new?search=meet&question=lunch', organiser });
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
  look({ name: 'export-together', path: job('together'), organiser });
  look({ name: 'export-found', path: () => `${job('together')()}?search=nothing+like+it`, organiser });
  look({ name: 'export-running', path: job('running'), organiser });
  look({ name: 'export-failed', path: job('failed'), organiser });
  look({ name: 'observatory', path: '/observatory', organiser });
  look({ name: 'trace', path: `/observatory/traces/${traces.trace}`, organiser });
  look({ name: 'not-found', path: '/nowhere', status: 404 });
});

describe('what is wrong with a page in one of its looks is found:', () => {
  const faults = {
    'a heading that fades': ['color-contrast', '@media (prefers-color-scheme: dark) { h1 { color: #222; } }'],
    'one that its ornament hid': [
      'color-contrast',
      'h1 { color: #eee; position: relative; } h1::before { content: ""; position: absolute; inset: 0; background: #fff; }',
    ],
    'a button that comes': [
      'button-name',
      '@media (prefers-color-scheme: dark) { #nameless { display: block; } }',
    ],
  } as const;
  for (const [fault, [rule, styles]] of Object.entries(faults))
    test(fault, async (t) => {
      const { page, go } = await site.passerBy(t);
      await go('/login');
      await page.evaluate(`(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(${JSON.stringify(`#nameless { display: none; } ${styles}`)});
        document.adoptedStyleSheets.push(sheet);
        document.querySelector('main').append(Object.assign(document.createElement('button'), { id: 'nameless' }));
      })()`);
      await assert.rejects(checkLooks(page, 'with-a-fault'), { message: new RegExp(`'${rule}:`) });
    });
});

test('the API documentation shows without complaints', async (t) => {
  const { page, go } = await site.visitor(t);
  await go('/docs');
  await page.getByText('/api/v1/questions', { exact: true }).first().waitFor();
});

/** What GET gives besides our pages: for machines, files, streams, ways to another page, and documentation that another project draws. */
const noPage =
  /^\/(api\/v1\/|\.well-known\/|docs|healthz|readyz|version|q\/|\*)|\/(live|bundle|votes\.csv|qr\.:format)$|\/(objects|files)\//;

test('no page was left out', () => {
  const pages = listRoutes(site.app).filter(({ method, path }) => method === 'GET' && !noPage.test(path));
  assert.ok(pages.length >= 20, `${pages.length} pages`);
  const isShown = (path: string) => {
    const pattern = new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
    return [...shown].some((one) => pattern.test(one));
  };
  const left = pages.filter(({ path }) => !isShown(path)).map(({ path }) => path);
  assert.deepEqual(left, []);
});
