/**
 * Makes invitations as a file without leaving the page behind: it then says that they are made, and how many there are. Where
 * the answer was lost it says so, and sends nothing again: they may be made.
 */

import { untilAnswered } from './renew.js';

const main = document.querySelector('main');
let left = false;

function save(blob, name) {
  // The address lasts as long as the page: phones ask before they save, and the links come only once.
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
}

async function renew() {
  const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
  main.replaceChildren(...fresh.querySelector('main').childNodes);
  main.querySelector('[value="csv"]')?.focus();
}

async function tellLost() {
  const show = () => {
    main.querySelector('[data-answer-lost]').hidden = false;
  };
  show();
  await untilAnswered(renew);
  show();
}

/** The answer with the file in it, or undefined where one of them was lost. */
async function send(action, body) {
  try {
    const answer = await fetch(action, { method: 'POST', body });
    return { file: await answer.blob(), disposition: answer.headers.get('content-disposition') };
  } catch {
    return undefined;
  }
}

async function make(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  submitter.disabled = true;
  const answer = await send(form.action, body);
  submitter.disabled = false;
  if (!answer) return tellLost();
  const [, name] = /filename="([^"]+)"/.exec(answer.disposition) ?? [];
  if (name) {
    save(answer.file, name);
    return renew();
  }
  // No file came: the browser sends the form itself, and shows what is wrong with it.
  left = true;
  form.requestSubmit(submitter);
}

main.addEventListener('submit', (event) => {
  if (left || event.submitter?.value !== 'csv') return;
  event.preventDefault();
  make(event.target, event.submitter);
});
