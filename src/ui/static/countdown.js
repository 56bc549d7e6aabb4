/** Counts down to the close of a question by the server's clock; once a minute where motion is unwelcome. */

const element = document.querySelector('[data-countdown]');
const { countdown, now, left, over } = element.dataset;
const closesAt = Date.parse(countdown);
const ahead = Date.now() - Date.parse(now);
const { lang } = document.documentElement;
const still = matchMedia('(prefers-reduced-motion: reduce)');

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];
const say = (value, unit) =>
  new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
const join = new Intl.ListFormat(lang, { style: 'long', type: 'unit' });

/** The two largest units of so many seconds. */
function inWords(seconds, smallest) {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  let rest = seconds;
  const parts = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count > 0 && size >= smallest) parts.push(say(count, unit));
    rest -= count * size;
  }
  return join.format(parts);
}

function show() {
  const seconds = Math.ceil((closesAt - Date.now() + ahead) / 1000);
  if (seconds <= 0) {
    element.textContent = over;
    document.dispatchEvent(new Event('countdownend'));
    return;
  }
  const smallest = still.matches || seconds >= 3600 ? 60 : 1;
  const shown = smallest === 60 ? Math.ceil(seconds / 60) * 60 : seconds;
  element.textContent = left.replace('#', inWords(shown, smallest));
  setTimeout(show, smallest === 1 ? 1000 : Math.min(60_000, seconds * 1000));
}

element.hidden = false;
show();
