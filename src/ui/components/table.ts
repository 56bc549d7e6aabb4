import { type Html, html, nothing } from '../html.ts';

interface Column {
  title: string;
  /** Figures align right, in digits of one width. */
  numeric?: boolean;
  /** Cells that speak for themselves carry no label when rows are stacked. */
  unlabelled?: boolean;
}

/** A table that turns into stacked rows on a narrow screen; the first cell of a row is its heading. */
export function table(caption: string, columns: Column[], rows: Html[][]): Html {
  const numeric = (index: number) => (columns[index]?.numeric ? html` class="numeric"` : '');
  const head = columns.map(
    ({ title }, index) => html`<th scope="col"!${numeric(index)} role="columnheader">${title}</th>`,
  );
  const body = rows.map(([heading, ...cells]) => {
    const rest = cells.map((cell, index) => {
      const column = columns[index + 1];
      const label = column && !column.unlabelled ? html` data-label="${column.title}"` : nothing;
      return html`<td role="cell"!${numeric(index + 1)}!${label}>!${cell}</td>`;
    });
    return html`<tr role="row"><th scope="row" role="rowheader">!${heading ?? nothing}</th>!${rest}</tr>`;
  });
  return html`<table class="table" role="table"><caption class="visually-hidden">${caption}</caption><thead role="rowgroup"><tr role="row">!${head}</tr></thead><tbody role="rowgroup">!${body}</tbody></table>`;
}
