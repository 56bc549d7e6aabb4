import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from '../html.ts';
import { t } from '../messages/messages.ts';
import { assertWellFormed } from '../testing/page-checks.ts';
import { bar } from './bar.ts';
import { breadcrumb } from './breadcrumb.ts';
import { errorSummary } from './error-summary.ts';
import { textField } from './field.ts';
import { pager } from './pager.ts';
import { table } from './table.ts';
import { timeElement } from './time-element.ts';

const messages = t('en');

test('a bar is as wide as its share and never wider than its track', () => {
  assert.match(bar(1, 4), /class="bar-fill" width="25\.00"/);
  assert.match(bar(0, 0), /class="bar-fill" width="0"/);
  assert.match(bar(9, 3), /class="bar-fill" width="100\.00"/);
});

test('a time carries its moment for machines', () => {
  const element = timeElement(new Date('2026-11-21T10:00:00Z'), 'es');
  assert.equal(element, '<time datetime="2026-11-21T10:00:00.000Z">21 nov 2026, 10:00 UTC</time>');
});

test('the pager offers only pages there are', () => {
  assert.equal(pager({}, messages), '');
  assert.doesNotMatch(pager({ next: '/?after=1' }, messages), /rel="prev"/);
  assert.match(pager({ next: '/?after=1' }, messages), /rel="next" href="\/\?after&#61;1"/);
  assert.match(pager({ previous: '/' }, messages), /rel="prev" href="\/"/);
});

test('the error summary is absent without problems and links each to its field', () => {
  assert.equal(errorSummary([{ id: 'a', text: undefined }], messages), '');
  const summary = errorSummary(
    [
      { id: 'a', text: 'Too <long>.' },
      { id: 'b', text: undefined },
    ],
    messages,
  );
  assert.match(summary, /<li><a href="#a">Too &#60;long&#62;\.<\/a><\/li><\/ul>/);
});

test('a field is tied to its hint and its error', () => {
  const field = { id: 'f', name: 'f', label: 'Label', value: '"', hint: 'Hint', error: 'Wrong.', messages };
  const control = textField(field);
  assertWellFormed(control);
  assert.match(control, /<input [^>]*aria-describedby="f-hint f-error" aria-invalid="true" value="&#34;">/);
  assert.match(control, /id="f-error"><span class="visually-hidden">Error: <\/span>Wrong\.</);
  assert.match(control, /\(optional\)/);
});

test('a required field without problems says neither', () => {
  const control = textField({ id: 'f', name: 'f', label: 'Label', value: '', required: true, messages });
  assert.doesNotMatch(control, /aria-|optional|field-error/);
});

test('the breadcrumb ends with the page itself', () => {
  const trail = breadcrumb([{ href: '/a?b=1', text: 'A' }], 'Here', messages);
  assert.match(trail, /href="\/a\?b&#61;1"><bdi>A<\/bdi>.*<li aria-current="page"><bdi>Here<\/bdi>/);
});

test('a stacked table labels every cell that needs it', () => {
  const columns = [
    { title: 'Name' },
    { title: 'Size', numeric: true },
    { title: 'Actions', unlabelled: true },
  ];
  const markup = table('Caption', columns, [[html`a`, html`1`, html`x`]]);
  assertWellFormed(markup);
  assert.match(
    markup,
    /<th scope="row" role="rowheader">a<\/th><td role="cell" class="numeric" data-label="Size">1<\/td><td role="cell">x</,
  );
});
