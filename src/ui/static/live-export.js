/**
 * Progress of an export: each `progress` event carries {"state": "…", "objects": [{"position", "state", "rows",
 * "expectedRows", "bytes"}]}. The page is fetched again when a state changes, since its words change with it.
 */

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

function changed(key, state) {
  const before = seen.get(key);
  seen.set(key, state);
  return before !== undefined && before !== state;
}

async function fetchWords() {
  const response = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const name of [
    'data-export-done',
    ...[...seen.keys()].map((position) => `data-file-state="${position}"`),
  ]) {
    const from = fresh.querySelector(`[${name}]`);
    const to = root.querySelector(`[${name}]`);
    if (from && to) to.replaceChildren(...from.childNodes);
  }
}

function render({ state, objects }) {
  if (state !== root.dataset.state) {
    location.reload();
    return;
  }
  for (const object of objects) {
    set(`data-file-rows="${object.position}"`, count.format(object.rows));
    set(`data-file-bytes="${object.position}"`, size(object.bytes));
    root.querySelector(`[data-file-progress="${object.position}"]`).value = progress(object);
  }
  const sum = (value) => objects.reduce((total, object) => total + value(object), 0);
  set('data-export-rows', count.format(sum(({ rows }) => rows)));
  set('data-export-bytes', size(sum(({ bytes }) => bytes)));
  root.querySelector('[data-export-progress]').value = sum(progress);
  const moved = objects.filter((object) => changed(object.position, object.state));
  if (moved.length > 0) fetchWords();
}

const source = new EventSource(root.dataset.export);
source.addEventListener('progress', (event) => render(JSON.parse(event.data)));
