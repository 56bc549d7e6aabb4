/** Proposes the reader's own time zone where none was chosen yet; who comes back to the form has chosen. */

const select = document.querySelector('[data-own-zone]');
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const arrival = performance.getEntriesByType('navigation')[0]?.type;
if (timeZone) {
  const known = [...select.options].some((option) => option.value === timeZone);
  if (!known) select.append(new Option(timeZone, timeZone));
  if (arrival !== 'back_forward' || select.selectedIndex < 0) select.value = timeZone;
}
