/** Sharing by the browser's own means, where it has some. */

for (const button of document.querySelectorAll('[data-share]')) {
  const data = { url: button.dataset.share, title: button.dataset.shareTitle };
  if (!navigator.canShare?.(data)) continue;
  button.hidden = false;
  // Who closes the browser's dialog has changed their mind: nothing went wrong.
  button.addEventListener('click', () => navigator.share(data).catch(() => undefined));
}
