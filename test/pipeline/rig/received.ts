import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OtlpJson } from '../../../otel/registry/src/seen-in-otlp.ts';

const signals = ['metrics', 'traces', 'logs'] as const;

export interface LogRecord {
  body?: { stringValue?: string };
  traceId?: string;
  spanId?: string;
}

interface LogExport {
  resourceLogs?: { scopeLogs?: { logRecords?: LogRecord[] }[] }[];
}

/** Everything the Collector of a capturing stack has received so far, before anything is removed or sampled. */
export class Received {
  readonly #dir: string;

  constructor(stack: { dataDir: string }) {
    this.#dir = join(stack.dataDir, 'capture');
  }

  /** As it was written, one export a line. */
  text(signal: (typeof signals)[number]): string {
    return readFileSync(join(this.#dir, `${signal}.jsonl`), 'utf8');
  }

  exports(signal: (typeof signals)[number]): OtlpJson[] {
    const lines = this.text(signal).split('\n');
    // The last one may be half written.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as OtlpJson);
  }

  logs(): LogRecord[] {
    return (this.exports('logs') as LogExport[]).flatMap(({ resourceLogs = [] }) =>
      resourceLogs.flatMap(({ scopeLogs = [] }) => scopeLogs.flatMap(({ logRecords = [] }) => logRecords)),
    );
  }
}
