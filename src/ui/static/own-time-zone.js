/** Proposes the reader's own time zone where none was chosen yet. */

const select = document.querySelector('[data-own-zone]');
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
if (timeZone) {
  const known = [...select.options].some((option) => option.value === timeZone);
  if (!known) select.append(new Option(timeZone, timeZone));
  select.value = timeZone;
}
