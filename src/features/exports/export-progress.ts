import type { ExportObject } from '#src/features/exports/export-record.ts';
import type { ExportWriter } from '#src/features/exports/export-writer.ts';

/** Least time between two records of how far the objects are, in milliseconds. */
const EVERY = 250;

type Change = Partial<Pick<ExportObject, 'state' | 'expectedRows' | 'rows' | 'bytes' | 'firstByte'>>;

/** How far the objects of one run are: told to the database now and then, not with every step. */
export class ExportProgress {
  readonly #writer: ExportWriter;
  readonly #exportId: string;
  readonly #tell: (objects: readonly ExportObject[]) => void;
  readonly #changed = new Set<ExportObject>();
  #recorded = performance.now();

  /** `tell` hears of what is recorded, after it is. */
  constructor(
    writer: ExportWriter,
    exportId: string,
    tell: (objects: readonly ExportObject[]) => void = () => undefined,
  ) {
    this.#writer = writer;
    this.#exportId = exportId;
    this.#tell = tell;
  }

  /** Notes how far an object is, to be recorded with the next. */
  change(object: ExportObject, change: Change): void {
    this.#changed.add(Object.assign(object, change));
  }

  /** Records what has changed if that is due. */
  async tick(): Promise<void> {
    if (performance.now() - this.#recorded >= EVERY) await this.record();
  }

  /** Records what has changed. */
  async record(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    this.#recorded = performance.now();
    if (changed.length === 0) return;
    await this.#writer.record(this.#exportId, changed);
    this.#tell(changed);
  }
}
