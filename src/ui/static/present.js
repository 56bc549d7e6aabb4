/** The big screen: F and the button turn full screen on and off; Esc leaves it, and once more the page. */

const button = document.querySelector('[data-full-screen]');
const back = document.querySelector('[data-back]');
const AFTER_LEAVING_MS = 500;
let leftAt = Number.NEGATIVE_INFINITY;

function toggle() {
  if (document.fullscreenElement) document.exitFullscreen();
  // A browser may refuse it; the page is as good without.
  else document.documentElement.requestFullscreen().catch(() => undefined);
}

document.addEventListener('fullscreenchange', () => {
  if (!document.fullscreenElement) leftAt = performance.now();
  button.textContent = document.fullscreenElement ? button.dataset.leave : button.dataset.enter;
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.toLowerCase() === 'f' && document.fullscreenEnabled) toggle();
  // The Esc that left full screen is not meant for the page.
  const justLeft = document.fullscreenElement || performance.now() - leftAt < AFTER_LEAVING_MS;
  if (event.key === 'Escape' && !justLeft) back.click();
});

if (document.fullscreenEnabled) {
  button.hidden = false;
  document.querySelector('[data-keys]').hidden = false;
  button.addEventListener('click', toggle);
}
