/**
 * Keeps what was typed for who leaves the page and comes back by the browser's own button, as after a lost connection.
 * Our pages are not to be stored, and of such a page Firefox forgets what was typed.
 */

const key = `typed ${location.pathname}`;
/** Neither what the page itself says nor what nobody is to find: tokens, passwords, codes. */
const UNKEPT = ':is([type="hidden"], [type="password"], [autocomplete="off"])';
const fields = () =>
  [...document.querySelectorAll('main form[method="post"] :is(input, select, textarea)[name]')].filter(
    (field) => !field.matches(UNKEPT),
  );
/** Which kept form was sent last. */
const SENT = 'sent';
const arrival = performance.getEntriesByType('navigation')[0]?.type;
const chosen = ({ type }) => type === 'checkbox' || type === 'radio';

function keep() {
  const values = fields().map((field) => [
    field.name,
    field.value,
    chosen(field) ? field.checked : undefined,
  ]);
  // A browser that keeps nothing refuses this, and forgets as it did.
  if (values.length > 0) sessionStorage.setItem(key, JSON.stringify(values));
}

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? '[]');
  for (const field of fields()) {
    const index = kept.findIndex(
      ([name, value]) => name === field.name && (!chosen(field) || value === field.value),
    );
    const [[, value, checked] = []] = index < 0 ? [] : kept.splice(index, 1);
    if (value === undefined) continue;
    if (chosen(field)) field.checked = checked;
    else field.value = value;
  }
}

/** A form that was sent has arrived once a page of ours answers it: nothing of a ballot stays behind. */
function forget() {
  const sent = sessionStorage.getItem(SENT);
  if (sent) sessionStorage.removeItem(sent);
}

if (arrival === 'back_forward') putBack();
else forget();
sessionStorage.removeItem(SENT);
document.addEventListener('submit', () => sessionStorage.setItem(SENT, key));
addEventListener('pagehide', keep);
