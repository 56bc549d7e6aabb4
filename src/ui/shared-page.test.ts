import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { postForm } from './components/form.ts';
import { userText } from './components/user-text.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';
import { SharedPage } from './shared-page.ts';
import { hostileText, testContext } from './testing/page-checks.ts';

/** Text of all sorts, what breaks markup and what looks like part of the machinery among it. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(hostileText, 'returnTo;', 'csrf;', '<!--csrf-->', '$&', '$1', '\u0000', '\ud800'),
);
const visitLine = text.map((value) => html`<p>${value}</p>`);

test('a page made of pieces is the page rendered whole, whatever is written on it and whoever reads it', () => {
  const page = fc.record({ title: text, said: text });
  const reader = fc.record({
    returnTo: text,
    csrf: text,
    newBallot: text,
    visitLine: fc.option(visitLine, { nil: undefined }),
  });
  const site = fc.record({
    path: text,
    locale: fc.constantFrom('en' as const, 'es' as const),
    version: text,
    build: text.map((value) => value.toWellFormed()),
    operator: fc.option(fc.record({ name: text, url: text }), { nil: undefined }),
    signUp: fc.boolean(),
  });
  fc.assert(
    fc.property(page, site, fc.array(reader, { minLength: 1, maxLength: 3 }), (shown, same, readers) => {
      const render = (context: PageContext) =>
        layout(context, {
          title: shown.title,
          description: shown.said,
          body: postForm(
            `/${shown.said}`,
            context.csrf,
            html`!${userText(shown.said)}<i>${context.newBallot}</i>`,
          ),
        });
      const shared = new SharedPage(render, same);
      for (const one of readers) {
        const whole = render({ ...same, ...one });
        assert.equal(shared.for(one).toString(), whole.toWellFormed());
        const packed = shared.brotliFor(one);
        if (packed) assert.equal(brotliDecompressSync(packed).toString(), whole.toWellFormed());
      }
    }),
  );
});

test('what stands in for a reader never leaves the process', () => {
  const render = (context: PageContext) =>
    html`${context.csrf}${context.returnTo}!${context.visitLine as Html}`;
  const { path, version, build, locale } = testContext();
  const page = new SharedPage(render, { path, version, build, locale });
  assert.equal(
    page.for(testContext({ csrf: 'a', returnTo: '<', visitLine: undefined })).toString(),
    'a&#60;',
  );
});

test('compressed is what stands before the first slot, where that is most of the page', () => {
  const { path, version, build, locale } = testContext();
  const page = (before: number, after: number) =>
    new SharedPage((context) => html`${'a'.repeat(before)}${context.csrf}${'z'.repeat(after)}`, {
      path,
      version,
      build,
      locale,
    }).brotliFor(testContext());
  const packed = page(9000, 1000);
  assert.equal(
    packed && brotliDecompressSync(packed).toString(),
    `${'a'.repeat(9000)}csrf-token${'z'.repeat(1000)}`,
  );
  assert.ok(packed && packed.length < 1100);
  assert.equal(page(9000, 1001), undefined);
  assert.equal(page(500, 501), undefined);
});

test('a token is asked for only where the page has one', () => {
  const { path, version, build, locale } = testContext();
  const page = new SharedPage((context) => html`${context.returnTo}`, { path, version, build, locale });
  const reader = testContext({ returnTo: '/there' });
  Object.defineProperty(reader, 'csrf', { get: () => assert.fail('a token was made') });
  assert.equal(page.for(reader).toString(), '/there');
});
