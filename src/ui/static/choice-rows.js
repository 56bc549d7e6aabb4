/** Adds and removes rows of choices in place; without it a button of the form asks the server for more rows. */

const group = document.querySelector('[data-choice-rows]');
const list = group.querySelector('ol');
const more = group.querySelector('[value="more"]');
const rows = () => [...list.querySelectorAll('[data-choice-row]')];
const FEWEST = 2;

function renumber() {
  rows().forEach((row, index, all) => {
    const position = String(index + 1);
    const remove = row.querySelector('[data-remove-row]');
    const label = row.querySelector('label');
    const input = row.querySelector('[name="choiceText"]');
    input.id = `choice-${position}`;
    label.htmlFor = input.id;
    label.textContent = group.dataset.label.replace('#', position);
    remove.ariaLabel = remove.dataset.label.replace('#', position);
    remove.hidden = all.length <= FEWEST;
  });
  if (more) more.hidden = rows().length >= Number(group.dataset.most);
}

function add() {
  const row = rows().at(-1).cloneNode(true);
  row.querySelector('.field-error')?.remove();
  for (const input of row.querySelectorAll('input')) input.value = '';
  const text = row.querySelector('[name="choiceText"]');
  text.removeAttribute('aria-invalid');
  text.removeAttribute('aria-describedby');
  list.append(row);
  renumber();
  text.focus();
}

list.addEventListener('click', (event) => {
  const button = event.target.closest('[data-remove-row]');
  if (!button) return;
  const row = button.closest('[data-choice-row]');
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber();
  neighbour.querySelector('[name="choiceText"]').focus();
});

if (more) {
  more.type = 'button';
  more.textContent = group.dataset.add;
  more.addEventListener('click', add);
}
renumber();
