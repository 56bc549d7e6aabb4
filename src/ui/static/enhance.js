/** Common enhancements: dates in the reader's time zone or beside it, copy buttons, focus on the list of problems, forms sent once. */

// The reader's own variant of the page's language, for instance British dates on an English page.
const { lang } = document.documentElement;
const locale = navigator.languages.find((tag) => tag.startsWith(lang)) ?? (lang === 'en' ? 'en-GB' : lang);
const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

for (const element of document.querySelectorAll('time[datetime]:not([data-in-zone])')) {
  element.title = element.textContent;
  element.textContent = format.format(new Date(element.dateTime));
}

/** A moment on the clocks of a zone; undefined where this browser is older than the zone's name. */
function inZone(date, timeZone) {
  try {
    return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
      date,
    );
  } catch {
    return undefined;
  }
}

// A question's times are on the clocks of its zone. Readers elsewhere are told when that is by theirs; not on paper, which is for others.
for (const element of document.querySelectorAll('time[data-in-zone]')) {
  const date = new Date(element.dateTime);
  const here = format.format(date);
  if (here === inZone(date, element.dataset.inZone)) continue;
  const added = document.createElement('span');
  added.className = 'own-clock';
  added.textContent = ` ${element.dataset.own.replace('#', here)}`;
  element.after(added);
}

for (const button of document.querySelectorAll('[data-copy]')) {
  // The clipboard exists only in secure contexts; without it the code can still be selected by hand.
  if (!navigator.clipboard) continue;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const status = button.nextElementSibling;
    button.textContent = button.dataset.copied;
    status.textContent = button.dataset.copied;
    setTimeout(() => {
      button.textContent = label;
      status.textContent = '';
    }, 2000);
  });
}

document.querySelector('[data-focus]')?.focus();

/** By then who still sees the form has stopped what was on its way. */
const UNDER_WAY_MS = 10_000;
let underWay = new WeakSet();

// While an answer is slow to come, a second click would make what the first has made again.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (underWay.has(form)) event.preventDefault();
  underWay.add(form);
  setTimeout(() => underWay.delete(form), UNDER_WAY_MS);
});

// Who comes back to the page may send it again.
addEventListener('pageshow', () => {
  underWay = new WeakSet();
});
