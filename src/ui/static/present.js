/** The big screen: F and the button turn full screen on and off; Esc leaves it, and once more the page. */

const find = (name) => document.querySelector(`[data-${name}]`);
const AFTER_LEAVING_MS = 500;
let leftAt = Number.NEGATIVE_INFINITY;

function toggle() {
  if (document.fullscreenElement) document.exitFullscreen();
  // A browser may refuse it; the page is as good without.
  else document.documentElement.requestFullscreen().catch(() => undefined);
}

function label() {
  const { dataset } = find('full-screen');
  find('full-screen').textContent = document.fullscreenElement ? dataset.leave : dataset.enter;
}

function offer() {
  if (!document.fullscreenEnabled) return;
  find('full-screen').hidden = false;
  find('keys').hidden = false;
  find('full-screen').addEventListener('click', toggle);
  label();
}

document.addEventListener('fullscreenchange', () => {
  if (!document.fullscreenElement) leftAt = performance.now();
  label();
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.toLowerCase() === 'f' && document.fullscreenEnabled) toggle();
  // The Esc that left full screen is not meant for the page.
  const justLeft = document.fullscreenElement || performance.now() - leftAt < AFTER_LEAVING_MS;
  if (event.key === 'Escape' && !justLeft) find('back').click();
});

document.addEventListener('renewed', offer);
offer();
