/** Keeps the rows of a ranked ballot in their order, and lets buttons move them; the fields stay what is sent. */

const list = document.querySelector('[data-ranking]');
const status = document.querySelector('[data-ranking-status]');
const all = [...list.querySelectorAll('[data-ranking-row]')];
const field = (row) => row.querySelector('select');
const button = (row, direction) => row.querySelector(`[data-move="${direction}"]`);
const most = field(all[0]).options.length - 1;

/** Rows that have a place, by it; of two with one place the upper comes first. */
const readOrder = () =>
  all
    .filter((row) => field(row).value !== '')
    .sort((a, b) => Number(field(a).value) - Number(field(b).value));

let order = [];

/** Gives every row its place and its position on the page; what moved keeps the focus. */
function arrange(moved) {
  const focused = document.activeElement;
  order = order.slice(0, most);
  const rows = [...order, ...all.filter((row) => !order.includes(row))];
  for (const row of rows) {
    const index = order.indexOf(row);
    field(row).value = index < 0 ? '' : String(index + 1);
    field(row).removeAttribute('aria-invalid');
    button(row, 'up').disabled = index === 0 || (index < 0 && order.length >= most);
    button(row, 'down').disabled = index < 0;
  }
  list.append(...rows);
  if (!moved) return;
  // A button that has nothing left to do cannot keep the focus.
  if (focused.disabled) field(moved).focus();
  else focused.focus();
  const place = field(moved).selectedOptions[0].textContent;
  status.textContent = list.dataset.announced.replace('#', moved.dataset.text).replace('@', place);
}

function place(row, index) {
  order = order.filter((other) => other !== row);
  if (index !== undefined) order.splice(index, 0, row);
  arrange(row);
}

list.addEventListener('change', ({ target }) => {
  const row = target.closest('[data-ranking-row]');
  place(row, target.value === '' ? undefined : Number(target.value) - 1);
});

list.addEventListener('click', ({ target }) => {
  const pressed = target.closest('[data-move]');
  if (!pressed) return;
  const row = pressed.closest('[data-ranking-row]');
  const index = order.indexOf(row);
  if (pressed.dataset.move === 'up') place(row, index < 0 ? order.length : index - 1);
  else place(row, index === order.length - 1 ? undefined : index + 1);
});

function start() {
  order = readOrder();
  // A form that came back with one place given twice shows what was sent until something is moved.
  if (new Set(order.map((row) => field(row).value)).size === order.length) arrange();
}

for (const control of list.querySelectorAll('[data-move]')) control.hidden = false;
start();
// By then the browser has put back what was selected before its reader went back to this page.
addEventListener('pageshow', start);
