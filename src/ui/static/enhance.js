/** Common enhancements: dates in the reader's time zone, copy buttons, focus on the list of problems, forms sent once. */

// The reader's own variant of the page's language, for instance British dates on an English page.
const { lang } = document.documentElement;
const locale = navigator.languages.find((tag) => tag.startsWith(lang)) ?? (lang === 'en' ? 'en-GB' : lang);
const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

for (const element of document.querySelectorAll('time[datetime]:not([data-in-zone])')) {
  element.title = element.textContent;
  element.textContent = format.format(new Date(element.dateTime));
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
