/** Makes invitations as a file without leaving the page behind: it then says that they are made, and how many there are. */

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

async function make(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  submitter.disabled = true;
  const answer = await fetch(form.action, { method: 'POST', body }).catch(() => undefined);
  submitter.disabled = false;
  const [, name] = /filename="([^"]+)"/.exec(answer?.headers.get('content-disposition')) ?? [];
  if (name) {
    save(await answer.blob(), name);
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
