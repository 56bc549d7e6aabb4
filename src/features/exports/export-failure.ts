import { type ExportProblemCode, exportSentence } from '#src/features/exports/export-sentence.ts';

/** Why an export cannot go on: a stable code, and a sentence fit for the organiser, in English as its message. */
export class ExportFailure extends Error {
  readonly code: ExportProblemCode;
  readonly values: readonly string[];
  /** Trying the same again soon may work. */
  readonly transient: boolean;

  constructor(
    code: ExportProblemCode,
    values: readonly string[] = [],
    options: ErrorOptions & { transient?: boolean } = {},
  ) {
    super(exportSentence(code, values, 'en'), options);
    this.name = code;
    this.code = code;
    this.values = values;
    this.transient = options.transient ?? false;
  }
}
