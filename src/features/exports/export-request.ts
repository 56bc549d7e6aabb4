import type { Sequelize } from 'sequelize';
import {
  type ExportableQuestion,
  exportableQuestions,
  type Viewer,
} from '#src/features/exports/export-reader.ts';
import type { ExportLayout } from '#src/features/exports/export-record.ts';
import { type ExportProblemCode, exportSentence } from '#src/features/exports/export-sentence.ts';
import { parsePrefix } from '#src/features/exports/prefix.ts';

/** What somebody asks for: a path in the bucket, and slugs of questions or all there are. */
export interface ExportRequest {
  prefix: string;
  questions: readonly string[] | 'all';
  /** A file for each question unless said. */
  layout?: ExportLayout | undefined;
}

/** A request that cannot be taken as it is: which field, and why, in English as its message. */
export class ExportRefused extends Error {
  override name = 'ExportRefused';
  readonly field: keyof ExportRequest;
  readonly code: ExportProblemCode;
  readonly values: readonly string[];

  constructor(field: keyof ExportRequest, code: ExportProblemCode, ...values: string[]) {
    super(exportSentence(code, values, 'en'));
    this.field = field;
    this.code = code;
    this.values = values;
  }
}

/** The request as it can be run by the viewer. @throws {ExportRefused} */
export async function checkRequest(
  sequelize: Sequelize,
  request: ExportRequest,
  viewer?: Viewer,
): Promise<{ prefix: string; layout: ExportLayout; questions: ExportableQuestion[] }> {
  const parsed = parsePrefix(request.prefix);
  if ('problem' in parsed) throw new ExportRefused('prefix', ...parsed.problem);
  const known = await exportableQuestions(sequelize, viewer);
  const { layout = 'each' } = request;
  return { prefix: parsed.prefix, layout, questions: pick(known, request.questions) };
}

function pick(known: ExportableQuestion[], asked: ExportRequest['questions']): ExportableQuestion[] {
  if (asked === 'all') {
    if (known.length === 0) throw new ExportRefused('questions', 'questions_none');
    return known;
  }
  if (asked.length === 0) throw new ExportRefused('questions', 'questions_unselected');
  const bySlug = new Map(known.map((question) => [question.slug, question]));
  return [...new Set(asked)].map((slug) => {
    const question = bySlug.get(slug);
    if (!question) throw new ExportRefused('questions', 'questions_unknown', slug.slice(0, 80));
    return question;
  });
}
