const WITHIN_MS = 1000;
const AGAIN_MS = 2000;

async function putInPlace(root, source) {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector(`${root.localName}.${root.classList[0]}`);
  // Changed, and still open: the stream comes back by itself.
  if (!fresh || fresh.matches('[data-live-results], [data-change]')) return;
  source.close();
  root.replaceWith(fresh);
  document.dispatchEvent(new Event('renewed'));
}

function renew(root, source) {
  // A reload would leave full screen, and take away the code of a receipt, which is shown once.
  if (!document.fullscreenElement && !document.querySelector('.receipt-card')) location.reload();
  else putInPlace(root, source).catch(() => setTimeout(renew, AGAIN_MS, root, source));
}

/** Shows the page as it is now, once the stream says `changed`: the question was closed, edited or deleted. */
export function renewOnChange(root, source) {
  // Not every reader at the same moment.
  source.addEventListener('changed', () => setTimeout(renew, WITHIN_MS * Math.random(), root, source));
}
