/** "All questions" makes the single boxes meaningless, so they rest while it is ticked. */

const all = document.querySelector('#all');
const single = document.querySelectorAll('[name="questions"]');

function update() {
  for (const box of single) box.disabled = all.checked;
}

all?.addEventListener('change', update);
if (all) update();
