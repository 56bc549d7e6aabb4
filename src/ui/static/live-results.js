/**
 * Live results: each `results` event carries {"total": n, "choices": [{"id": "…", "votes": n}], "asOf": "ISO time"} and of
 * ratings "mean" and "median"; `parts` carries pieces of the page by the names in `data-part`; `changed` says that the
 * question was closed, edited or deleted.
 */

import { follow } from './event-stream.js';
import { morph } from './morph.js';
import { renewOnChange } from './renew.js';

const root = document.querySelector('[data-live-results]');
const find = (selector) => root.querySelector(selector);
const state = find('[data-live-state]');
const toggle = find('[data-live-toggle]');
const locale = document.documentElement.lang;
const count = new Intl.NumberFormat(locale, { useGrouping: 'always' });
const twoDigits = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const share = new Intl.NumberFormat(locale, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const variant = navigator.languages.find((tag) => tag.startsWith(locale)) ?? locale;
const clock = new Intl.DateTimeFormat(variant, { dateStyle: 'medium', timeStyle: 'medium' });
const ANNOUNCE_EVERY_MS = 10_000;
/** So that the words of a count are there with it. */
const SETTLED_MS = 1500;

let source;
let announcing;
let announcedAt = Date.now();
let announced = inWords();

function inWords() {
  const said = ['[data-live-total]', '[data-part="tie"]'].map((selector) =>
    find(selector)?.textContent.trim(),
  );
  return said.filter(Boolean).join('. ');
}

function show(name) {
  state.dataset.state = name;
  state.textContent = state.dataset[name];
}

function totalText(total) {
  const { one, many } = find('[data-live-total]').dataset;
  return (total === 1 ? one : many).replace('#', count.format(total));
}

function render({ total, choices, mean, median, asOf }) {
  const most = Math.max(1, ...choices.map(({ votes }) => votes));
  for (const { id, votes } of choices) {
    const row = find(`[data-choice="${CSS.escape(id)}"]`);
    if (!row) continue;
    const part = total > 0 ? votes / total : 0;
    row.classList.toggle('result-leading', votes === most);
    row.querySelector('[data-votes]').textContent = count.format(votes);
    row.querySelector('[data-share]').textContent = share.format(part);
    row.querySelector('.bar-fill').setAttribute('width', String(Math.min(100, 100 * part)));
  }
  if (mean !== undefined) find('[data-live-mean]').textContent = twoDigits.format(mean);
  if (median !== undefined) find('[data-live-median]').textContent = count.format(median);
  find('[data-live-total]').textContent = totalText(total);
  if (total > 0) find('[data-live-empty]')?.remove();
  const time = find('[data-live-time] time');
  time.dateTime = asOf;
  time.textContent = clock.format(new Date(asOf));
  announceSoon();
}

/** Has a screen reader say what stands here, seldom enough to listen to, and always the last of many changes. */
function announceSoon() {
  const wait = Math.max(SETTLED_MS, announcedAt + ANNOUNCE_EVERY_MS - Date.now());
  announcing ??= setTimeout(announce, wait);
}

function announce() {
  announcing = undefined;
  const words = inWords();
  if (words === announced) return;
  announced = words;
  announcedAt = Date.now();
  find('[data-live-announce]').textContent = words;
}

function renderParts(parts) {
  for (const [name, markup] of Object.entries(parts)) {
    const part = find(`[data-part="${name}"]`);
    if (part) morph(part, markup);
  }
  announceSoon();
}

function start() {
  source = follow(root.dataset.liveResults, {
    open: () => show('live'),
    results: (event) => render(JSON.parse(event.data)),
    parts: (event) => renderParts(JSON.parse(event.data)),
    changed: renewOnChange(root, () => source?.close()),
    error: () => show('reconnecting'),
  });
  toggle.textContent = toggle.dataset.pause;
}

function stop() {
  source.close();
  source = undefined;
  clearTimeout(announcing);
  announcing = undefined;
  show('paused');
  toggle.textContent = toggle.dataset.resume;
}

toggle.addEventListener('click', () => (source ? stop() : start()));
state.hidden = false;
toggle.hidden = false;
show('reconnecting');
start();
