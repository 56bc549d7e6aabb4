import type { ExportRecord } from '#src/features/exports/export-record.ts';
import { type Static, Type } from '#src/schema/type.ts';

const time = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description });

/** An export as the API shows it. */
export const ExportResponse = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    bucket: Type.String(),
    prefix: Type.String({ description: 'Path in the bucket, empty for its top' }),
    layout: Type.Enum(['each', 'together']),
    state: Type.Enum(['queued', 'running', 'succeeded', 'failed']),
    error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()], {
      description: 'Why it failed; of a queued one, why the last attempt did',
    }),
    trace_id: Type.Union([Type.String(), Type.Null()]),
    created_at: Type.String({ format: 'date-time' }),
    started_at: time('When its first attempt began'),
    finished_at: time('When it succeeded or failed'),
    objects: Type.Array(
      Type.Object({
        question: Type.String({ description: 'Slug of the question' }),
        key: Type.String(),
        state: Type.Enum(['pending', 'running', 'succeeded', 'failed']),
        rows: Type.Integer(),
        expected_rows: Type.Union([Type.Integer(), Type.Null()]),
        bytes: Type.Integer(),
        href: Type.Union([Type.String(), Type.Null()], { description: 'The CSV, once it is written' }),
      }),
    ),
  },
  { title: 'Export' },
);

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
    layout: Type.Enum(['each', 'together'], {
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
export function toExportResponse(record: ExportRecord): Static<typeof ExportResponse> {
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
    objects: record.objects.map(({ position, slug, key, state, rows, expectedRows, bytes }) => ({
      question: slug,
      key,
      state,
      rows,
      expected_rows: expectedRows,
      bytes,
      href: state === 'succeeded' ? `/api/v1/exports/${id}/objects/${position}` : null,
    })),
  };
}
