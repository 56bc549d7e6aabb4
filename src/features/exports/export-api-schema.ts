import {
  type ExportFile,
  type ExportObject,
  type ExportSummary,
  exportLayouts,
  exportObjectStates,
  exportStates,
} from '#src/features/exports/export-record.ts';
import { type Static, Type } from '#src/schema/type.ts';

const time = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description });

/** An export as the API shows it. */
export const ExportResponse = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    bucket: Type.String(),
    prefix: Type.String({ description: 'Path in the bucket, empty for its top' }),
    layout: Type.Enum(exportLayouts),
    state: Type.Enum(exportStates),
    error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()], {
      description: 'Why it failed; of a queued one, why the last attempt did',
    }),
    trace_id: Type.Union([Type.String(), Type.Null()]),
    created_at: Type.String({ format: 'date-time' }),
    started_at: time('When its first attempt began'),
    finished_at: time('When it succeeded or failed'),
    questions: Type.Integer(),
    rows: Type.Integer({ description: 'Written until now' }),
    bytes: Type.Integer({ description: 'Written until now' }),
    objects_href: Type.String({ description: 'The votes of each question' }),
    files_href: Type.String({ description: 'The files they are in' }),
  },
  { title: 'Export' },
);

const written = {
  key: Type.String(),
  state: Type.Enum(exportObjectStates),
  rows: Type.Integer(),
  expected_rows: Type.Union([Type.Integer(), Type.Null()]),
  bytes: Type.Integer(),
  href: Type.Union([Type.String(), Type.Null()], { description: 'The CSV, once it is written' }),
};

/** The votes of a question in an export. */
export const ExportObjectResponse = Type.Object(
  { question: Type.String({ description: 'Slug of the question' }), ...written },
  { title: 'ExportObject' },
);

/** A file of an export. */
export const ExportFileResponse = Type.Object(
  { questions: Type.Integer({ description: 'How many are in it' }), ...written },
  { title: 'ExportFile' },
);

const toWritten = ({ key, state, rows, expectedRows, bytes }: ExportObject | ExportFile, href: string) => ({
  key,
  state,
  rows,
  expected_rows: expectedRows,
  bytes,
  href: state === 'succeeded' ? href : null,
});

/** Gives an object of an export its API form. */
export const toObjectResponse = (id: string, object: ExportObject): Static<typeof ExportObjectResponse> => ({
  question: object.slug,
  ...toWritten(object, `/api/v1/exports/${id}/objects/${object.position}`),
});

/** Gives a file of an export its API form. */
export const toFileResponse = (id: string, file: ExportFile): Static<typeof ExportFileResponse> => ({
  questions: file.questions,
  ...toWritten(file, `/api/v1/exports/${id}/files/${file.position}`),
});

/** What an organiser asks for. The path is checked by the rules that the page shares. */
export const ExportRequestBody = Type.Object(
  {
    prefix: Type.String({ default: '', maxLength: 2000, description: 'Path in the bucket' }),
    questions: Type.Union(
      [Type.Literal('all'), Type.Array(Type.String({ maxLength: 80 }), { maxItems: 10_000 })],
      {
        description: '`all`, or slugs of questions',
      },
    ),
    layout: Type.Enum(exportLayouts, {
      default: 'each',
      description:
        'A file for `each` question, `question_<slug>.csv`; or `together` in files of up to a million votes, whose first column is the slug of the question',
    }),
  },
  {
    additionalProperties: false,
    title: 'Export to run',
    examples: [{ prefix: 'elections/spring', questions: 'all' }],
  },
);

/** Gives an export its API form. */
export function toExportResponse(record: ExportSummary): Static<typeof ExportResponse> {
  const { id, bucket, prefix, layout, state, errorCode: code, errorMessage: message } = record;
  return {
    id,
    bucket,
    prefix,
    layout,
    state,
    error: code !== null && message !== null ? { code, message } : null,
    trace_id: record.traceId,
    created_at: record.createdAt.toISOString(),
    started_at: record.startedAt?.toISOString() ?? null,
    finished_at: record.finishedAt?.toISOString() ?? null,
    questions: record.questions,
    rows: record.rows,
    bytes: record.bytes,
    objects_href: `/api/v1/exports/${id}/objects`,
    files_href: `/api/v1/exports/${id}/files`,
  };
}
