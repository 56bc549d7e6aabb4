/**
 * Progress of an export: each `progress` event carries {"state": "…", "rows", "bytes", "done", "progress", "objects":
 * [{"position", "state", "rows", "expectedRows", "bytes"}], "files": the same}, of what the page shows. It is fetched
 * again when a state changes, since its words change with it.
 */

import { follow } from './event-stream.js';
import { ask, reload, untilAnswered } from './renew.js';

const root = document.querySelector('[data-export]');
const locale = document.documentElement.lang;
const count = new Intl.NumberFormat(locale, { useGrouping: 'always' });
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
const seen = new Map();

function size(bytes) {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const style = {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  };
  return new Intl.NumberFormat(locale, style).format(bytes / 1000 ** power);
}

function progress({ state, rows, expectedRows }) {
  if (state === 'succeeded') return 1;
  return expectedRows ? Math.min(1, rows / expectedRows) : 0;
}

function set(name, text) {
  const element = root.querySelector(`[${name}]`);
  if (element) element.textContent = text;
}

/** Whether it is another state than the one heard last; the page itself may be older than the first that is heard. */
function changed(key, state) {
  const before = seen.get(key);
  seen.set(key, state);
  return before !== state;
}

async function fetchWords() {
  const fresh = new DOMParser().parseFromString(await ask('GET'), 'text/html');
  const names = [...seen.keys()]
    .filter((key) => key !== 'done')
    .map((key) => `data-${key.replace(' ', '-state="')}"`);
  for (const name of ['data-export-done', ...names]) {
    const from = fresh.querySelector(`[${name}]`);
    const to = root.querySelector(`[${name}]`);
    if (from && to) to.replaceChildren(...from.childNodes);
  }
}

let busy = false;
let again = false;
let leaving = false;

/** Fetches words once at a time, and once more where something changed meanwhile. */
async function renewWords() {
  again = true;
  if (busy) return;
  busy = true;
  await untilAnswered(async () => {
    do {
      again = false;
      await fetchWords();
    } while (again);
  });
  busy = false;
}

function render({ state, rows, bytes, done, progress: whole, objects, files }) {
  if (state !== root.dataset.state) {
    if (!leaving) untilAnswered(reload);
    leaving = true;
    return;
  }
  set('data-export-rows', count.format(rows));
  set('data-export-bytes', size(bytes));
  root.querySelector('[data-export-progress]').value = whole;
  let moved = changed('done', done);
  for (const [kind, parts] of Object.entries({ object: objects, file: files })) {
    for (const part of parts) {
      const { position } = part;
      set(`data-${kind}-rows="${position}"`, count.format(part.rows));
      set(`data-${kind}-bytes="${position}"`, size(part.bytes));
      const bar = root.querySelector(`[data-${kind}-progress="${position}"]`);
      if (bar) bar.value = progress(part);
      moved = changed(`${kind} ${position}`, part.state) || moved;
    }
  }
  if (moved) renewWords();
}

follow(root.dataset.export, { progress: (event) => render(JSON.parse(event.data)) });
