/**
 * An open ballot that has lain about: where voting has closed or the question was corrected meanwhile, the page says so before
 * anybody fills it in. It asks when its reader comes back to it or begins to fill it in, and at the end of its time. A stream
 * for each would be as many as there are voters.
 */

const FRESH_MS = 20_000;
const WITHIN_MS = 2000;
const ballot = document.querySelector('[data-ballot]');
const { ballot: address, edition } = ballot.dataset;
const unsent = ballot.querySelector('[data-unsent]');
const form = unsent.closest('form');
let askedAt = Date.now();
let underWay = false;

/** Whether the form holds an answer that was not sent: neither the one that stands already nor none. */
function holdsAnswer() {
  const cameBack = location.pathname !== address;
  const fields = [...form.querySelectorAll(':checked, [checked], [selected]')];
  return fields.some(
    (field) =>
      field.value &&
      (cameBack || field.matches(':checked') !== (field.defaultChecked ?? field.defaultSelected)),
  );
}

function close() {
  // The page may be the answer to a form, which a reload would send again.
  if (!holdsAnswer()) return location.replace(address);
  for (const outdated of form.querySelectorAll('.actions, .terms')) outdated.remove();
  unsent.hidden = false;
  unsent.focus();
}

async function ask() {
  askedAt = Date.now();
  // Nobody answers in a lost network: whoever sends the ballot is told.
  const answer = await fetch(address, { method: 'HEAD' }).catch(() => undefined);
  const status = answer?.headers.get('question-status');
  // Whoever has sent the ballot is told by the answer, and going elsewhere would break that off.
  if (underWay) return;
  if (answer?.status === 404) return location.replace(address);
  if (status && status !== 'open') return close();
  // Another process may not know yet what this page shows.
  if (Number(answer?.headers.get('question-edition')) > Number(edition))
    ballot.querySelector('[data-corrected]').hidden = false;
}

function look() {
  if (document.visibilityState === 'visible' && Date.now() - askedAt > FRESH_MS) ask();
}

form.addEventListener('submit', () => {
  underWay = true;
});
addEventListener('pageshow', () => {
  underWay = false;
});
document.addEventListener('visibilitychange', look);
for (const event of ['focusin', 'input']) ballot.addEventListener(event, look);
// Not every reader at the same moment.
document.addEventListener('countdownend', () => setTimeout(ask, WITHIN_MS * Math.random()));
