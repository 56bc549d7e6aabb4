/** Adds and removes rows of choices in place, and takes a list that is pasted; without it a button of the form asks the server for more rows. */

const group = document.querySelector('[data-choice-rows]');
const list = group.querySelector('ol');
const more = group.querySelector('[value="more"]');
const rows = () => [...list.querySelectorAll('[data-choice-row]')];
const field = (row) => row.querySelector('[name="choiceText"]');
const FEWEST = 2;

/** What was typed, for who leaves the page and comes back: of rows added here the browser knows nothing. */
function keep() {
  history.replaceState({ choices: rows().map((row) => field(row).value) }, '');
}

function renumber() {
  rows().forEach((row, index, all) => {
    const position = String(index + 1);
    const remove = row.querySelector('[data-remove-row]');
    const label = row.querySelector('label');
    const input = field(row);
    input.id = `choice-${position}`;
    label.htmlFor = input.id;
    label.textContent = group.dataset.label.replace('#', position);
    remove.ariaLabel = remove.dataset.label.replace('#', position);
    remove.hidden = all.length <= FEWEST;
  });
  if (more) more.hidden = rows().length >= Number(group.dataset.most);
}

function append(before = rows().at(-1)) {
  const row = before.cloneNode(true);
  row.querySelector('.field-error')?.remove();
  for (const input of row.querySelectorAll('input')) input.value = '';
  const text = field(row);
  text.removeAttribute('aria-invalid');
  text.removeAttribute('aria-describedby');
  before.after(row);
  return text;
}

/** Puts each line of a list into a row of its own, from this one on: into rows that are empty, and new ones. */
function takeLines(text, lines) {
  const [first, ...rest] = lines;
  text.setRangeText(first, text.selectionStart, text.selectionEnd, 'end');
  let last = text;
  for (const line of rest) {
    const row = last.closest('[data-choice-row]');
    const next = row.nextElementSibling && field(row.nextElementSibling);
    last = next?.value === '' ? next : append(row);
    last.value = line;
  }
  renumber();
  keep();
  last.focus();
}

function add() {
  const text = append();
  renumber();
  keep();
  text.focus();
}

function putBack() {
  const [{ type }] = performance.getEntriesByType('navigation');
  if (type !== 'back_forward') return;
  for (const [index, text] of (history.state?.choices ?? []).entries()) {
    const row = rows()[index];
    (row ? field(row) : append()).value = text;
  }
}

list.addEventListener('click', (event) => {
  const button = event.target.closest('[data-remove-row]');
  if (!button) return;
  const row = button.closest('[data-choice-row]');
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber();
  keep();
  field(neighbour).focus();
});

list.addEventListener('change', keep);

list.addEventListener('paste', (event) => {
  const lines = event.clipboardData
    .getData('text/plain')
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length < 2) return;
  event.preventDefault();
  takeLines(event.target, lines);
});

if (more) {
  more.type = 'button';
  more.textContent = group.dataset.add;
  more.addEventListener('click', add);
}
putBack();
renumber();
