const WITHIN_MS = 1000;
const AGAIN_MS = 2000;

async function putInPlace(root, close) {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector(`${root.localName}.${root.classList[0]}`);
  // Changed, and still open: the stream comes back by itself.
  if (!fresh || fresh.matches('[data-live-results], [data-change]')) return;
  close();
  root.replaceWith(fresh);
  document.dispatchEvent(new Event('renewed'));
}

function renew(root, close) {
  // A reload would leave full screen, and take away the code of a receipt, which is shown once.
  if (!document.fullscreenElement && !document.querySelector('.receipt-card')) location.reload();
  else putInPlace(root, close).catch(() => setTimeout(renew, AGAIN_MS, root, close));
}

/**
 * What is done once the stream says `changed`, that the question was closed, edited or deleted: it shows the page as it is
 * now, and closes the stream where that has nothing more to say.
 */
export function renewOnChange(root, close) {
  // Not every reader at the same moment.
  return () => setTimeout(renew, WITHIN_MS * Math.random(), root, close);
}
