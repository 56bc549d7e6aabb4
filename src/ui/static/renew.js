const WITHIN_MS = 1000;
const AGAIN_MS = 2000;

/** Asks for the page as it is now. Throws where nobody is there who could give it, as while the service restarts. */
export async function ask(method) {
  const response = await fetch(location.href, { method });
  if (response.status === 429 || response.status >= 500) throw new Error(String(response.status));
  return response.text();
}

async function putInPlace(root, close) {
  const page = new DOMParser().parseFromString(await ask('GET'), 'text/html');
  const fresh = page.querySelector(`${root.localName}.${root.classList[0]}`);
  // Changed, and still open: the stream comes back by itself.
  if (!fresh || fresh.matches('[data-live-results], [data-change]')) return;
  close();
  root.replaceWith(fresh);
  document.dispatchEvent(new Event('renewed'));
}

/** Does what needs an answer of the service, again and again until there is one. */
export async function untilAnswered(act) {
  for (;;) {
    try {
      return await act();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS * (1 + Math.random())));
    }
  }
}

/** Loads the page anew. What a reload shows instead of the page stays, as it asks for nothing again. */
export async function reload() {
  await ask('HEAD');
  location.reload();
}

function renew(root, close) {
  // A reload would leave full screen, and take away the code of a receipt, which is shown once.
  return document.fullscreenElement || document.querySelector('.receipt-card')
    ? putInPlace(root, close)
    : reload();
}

/**
 * What is done once the stream says `changed`, that the question was closed, edited or deleted: it shows the page as it is
 * now, and closes the stream where that has nothing more to say.
 */
export function renewOnChange(root, close) {
  // Not every reader at the same moment.
  return () => setTimeout(untilAnswered, WITHIN_MS * Math.random(), () => renew(root, close));
}
