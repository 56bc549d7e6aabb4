/** Adds and removes rows of choices in place; without it a button of the form asks the server for more rows. */

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

function append() {
  const row = rows().at(-1).cloneNode(true);
  row.querySelector('.field-error')?.remove();
  for (const input of row.querySelectorAll('input')) input.value = '';
  const text = field(row);
  text.removeAttribute('aria-invalid');
  text.removeAttribute('aria-describedby');
  list.append(row);
  return text;
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

if (more) {
  more.type = 'button';
  more.textContent = group.dataset.add;
  more.addEventListener('click', add);
}
putBack();
renumber();
