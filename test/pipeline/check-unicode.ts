import assert from 'node:assert/strict';
import { it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import type { Bench } from './rig/bench.ts';

/** Right to left, overrides that nobody closes, a joined emoji, a plane that nobody uses, quotes and markup. */
const ASKED = 'Ⅷ مرحبا \u202eevil\u2066 "<b>&" 漢字 👩‍👩‍👧 \u00e9\u{10fffe}?';
const CHOICE = '=HYPERLINK("//x")\u202e, 👍;@x';
/** The same in a file: a spreadsheet takes it for text, and RFC 4180 for one field. */
const FIELD = '"\'=HYPERLINK(""//x"")\u202e, 👍;\'@x"';
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const decoded = (source: string) =>
  source.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

/** One question in every writing, from the form of the API to a label of Prometheus and a file in the bucket. */
export function checkUnicode(bench: () => Bench): void {
  it('carries a question in any writing to page, API, label, key and file, and lets it reorder none', async () => {
    const { organiser, urls, box, backends } = bench();
    const { slug, choices } = await organiser.publish(ASKED, { choices: [CHOICE, 'No'] });
    assert.match(slug, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    await box.vote(urls, { slug, choices: choices.slice(0, 1) });

    const told = await organiser.send<{ text: string; choices: { text: string }[] }>(
      'GET',
      `/questions/${slug}`,
    );
    assert.deepEqual([told.text, told.choices[0]?.text], [ASKED, CHOICE]);

    for (const path of [`/questions/${slug}`, `/questions/${slug}/results`]) {
      const source = await (await fetch(`${urls[0]}${path}`)).text();
      const page = decoded(source);
      assert.ok(!source.includes('<b>'), 'markup of a text is markup of the page');
      for (const text of [ASKED, CHOICE]) assert.ok(page.includes(`<bdi>${text}</bdi>`), `${path}: ${text}`);
      const rest = decoded(source.replaceAll(/="[^"]*"/g, '').replaceAll(/<bdi>[\s\S]*?<\/bdi>/g, ''));
      assert.doesNotMatch(rest, BIDI, `${path}: a text that is not isolated`);
    }

    await eventually(async () => {
      const series = await backends.promql(`votes_total{question="${slug}"}`);
      assert.equal(
        series.reduce((sum, { value }) => sum + Number(value[1]), 0),
        1,
      );
      for (const { metric } of series)
        for (const label of Object.values(metric)) assert.match(label, /^[\x20-\x7e]*$/);
    });

    const { id } = await organiser.send<{ id: string }>('POST', '/exports', {
      prefix: 'writing',
      questions: [slug],
    });
    await organiser.exported(id);
    const { objects } = await organiser.send<{ objects: { key: string }[] }>('GET', `/exports/${id}/objects`);
    assert.equal(objects[0]?.key, `writing/question_${slug}.csv`);
    const exported = await organiser.text(`/exports/${id}/objects/1`);
    const [line = ''] = exported.split('\n');
    assert.equal(line.slice(0, line.lastIndexOf(',')), FIELD);
    assert.equal(await organiser.text(`/questions/${slug}/votes.csv`), exported);
  });
}
