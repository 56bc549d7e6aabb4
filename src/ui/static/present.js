/**
 * The big screen: F and the button turn full screen on and off; Esc leaves it, and once more the page. Results that are
 * higher than the screen get smaller, as nobody in the room can scroll.
 */

const find = (name) => document.querySelector(`[data-${name}]`);
const AFTER_LEAVING_MS = 500;
/** Letters get no smaller than this many pixels, of which an enlarged page has fewer. */
const LEAST_LETTERS = 12;
/** Where the code stands below the results, the page is for scrolling. */
const besideCode = matchMedia('(min-width: 46.01rem)');
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

function fit() {
  const results = document.querySelector('.present-results');
  const page = document.documentElement;
  results.style.zoom = '';
  if (!besideCode.matches) return;
  const letters = getComputedStyle(results.querySelector('.results') ?? results).fontSize;
  const least = LEAST_LETTERS / Number.parseFloat(letters);
  for (let zoom = 0.95; page.scrollHeight > page.clientHeight && zoom > least; zoom -= 0.05)
    results.style.zoom = String(zoom);
}

const changing = new ResizeObserver(fit);

/** Once for each that is put in place of another. */
function begin() {
  changing.disconnect();
  changing.observe(document.querySelector('.present-results'));
  offer();
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

document.addEventListener('renewed', begin);
addEventListener('resize', fit);
begin();
