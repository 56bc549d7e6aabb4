import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from './html.ts';
import { SharedPage } from './shared-page.ts';
import { SharedPages } from './shared-pages.ts';
import { testContext } from './testing/page-checks.ts';

const make = () => new SharedPage(() => html`page`, testContext());

test('a page is kept as long as each object it was made from is the same, and no longer', () => {
  const pages = new SharedPages();
  const [tally, timeline, question] = [{}, {}, {}];
  const page = pages.find([tally, timeline, question], 'en', make);
  assert.equal(pages.find([tally, timeline, question], 'en', make), page);
  assert.notEqual(pages.find([tally, timeline, question], 'es', make), page, 'another key');
  const others = [
    [{}, timeline, question],
    [tally, {}, question],
    [tally, timeline, {}],
  ] as const;
  for (const from of others) assert.notEqual(pages.find(from, 'en', make), page, 'equal is not the same');
});

test('of one reading no more is kept than a few pages', () => {
  const pages = new SharedPages();
  const reading = {};
  const first = pages.find([reading], '0', make);
  for (let at = 1; at < 50; at++) pages.find([reading], String(at), make);
  assert.equal(pages.find([reading], '0', make), first);
  pages.find([reading], '50', make);
  assert.notEqual(pages.find([reading], '0', make), first);
});
