import { html } from '../html.ts';

/** The mark: four tally strokes crossed by a signal. Decorative, its neighbour carries the name. */
export const logo = html`<svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><path class="logo-strokes" d="M6 6v20M12.5 6v20M19 6v20M25.5 6v20" /><path class="logo-signal" d="M1.5 20.5h6l4-9.5 5.5 13 5-10.5 2.5 4.5h6" /></svg>`;
