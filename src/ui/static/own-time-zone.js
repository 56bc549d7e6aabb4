/** Proposes the reader's own time zone where none was chosen yet; who comes back to the form has chosen. */

const select = document.querySelector('[data-own-zone]');
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const [{ type }] = performance.getEntriesByType('navigation');
if (timeZone) {
  const known = [...select.options].some((option) => option.value === timeZone);
  if (!known) select.append(new Option(timeZone, timeZone));
  if (type !== 'back_forward' || select.selectedIndex < 0) select.value = timeZone;
}
