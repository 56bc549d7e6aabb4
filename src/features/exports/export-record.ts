export const exportStates = ['queued', 'running', 'succeeded', 'failed'] as const;
export type ExportState = (typeof exportStates)[number];
export const exportObjectStates = ['pending', 'running', 'succeeded', 'failed'] as const;
export type ExportObjectState = (typeof exportObjectStates)[number];

/** How votes are laid out: a file for `each` question, or of many questions `together` with a column that says which. */
export const exportLayouts = ['each', 'together'] as const;
export type ExportLayout = (typeof exportLayouts)[number];

/** The votes of one question in an export: a file, or a part of one. `expectedRows` is known once its turn has come; rows and bytes grow while it is written. */
export interface ExportObject {
  position: number;
  questionId: number;
  slug: string;
  question: string;
  key: string;
  state: ExportObjectState;
  expectedRows: number | null;
  rows: number;
  bytes: number;
  /** Where in its file they begin; null where they are all of it, or nothing has been written. */
  firstByte: number | null;
}

/** An export as the database knows it: the truth that pages, API and worker share. */
export interface ExportRecord {
  id: string;
  /** Rises with every export; lists are ordered by it. */
  number: number;
  bucket: string;
  prefix: string;
  layout: ExportLayout;
  requestedBy: string;
  state: ExportState;
  errorCode: string | null;
  /** Why it failed, or, while queued, why the last attempt did. */
  errorMessage: string | null;
  traceId: string | null;
  createdAt: Date;
  /** When it was last asked for: at its creation or by trying again. */
  queuedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  objects: ExportObject[];
}

/** An export with what its objects amount to. */
export interface ExportSummary extends Omit<ExportRecord, 'objects'>, Written {
  questions: number;
  /** Questions that are written. */
  done: number;
  /** The same with parts of those under way. */
  progress: number;
}

/** One file of an export: of a question, or of many. `position` is that of the first object in it. */
export interface ExportFile
  extends Pick<ExportObject, 'position' | 'key' | 'state' | 'expectedRows' | 'rows' | 'bytes'> {
  questions: number;
}

/** Whether nothing will change any more. */
export const isFinished = ({ state }: Pick<ExportRecord, 'state'>) =>
  state === 'succeeded' || state === 'failed';

/** What has been written. */
export interface Written {
  rows: number;
  bytes: number;
}

/** Rows and bytes over all objects. */
export function totals(objects: readonly Written[]): Written {
  return {
    rows: objects.reduce((sum, object) => sum + object.rows, 0),
    bytes: objects.reduce((sum, object) => sum + object.bytes, 0),
  };
}
