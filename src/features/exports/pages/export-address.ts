import { paths } from '#src/ui/paths.ts';

/** What of an export a page shows: questions with these words, from behind a place on. */
export interface ExportView {
  search: string;
  after?: string | undefined;
}

const withView = (path: string, { search, after }: ExportView) => {
  const query = new URLSearchParams({ ...(search && { search }), ...(after && { after }) });
  return query.size > 0 ? `${path}?${query}` : path;
};

/** Where an export is seen so. */
export const exportAddress = (id: string, view: ExportView) => withView(paths.export(id), view);
/** Where its progress comes from while it is. */
export const liveAddress = (id: string, view: ExportView) => withView(paths.exportLive(id), view);
