import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** A log record as it is exported; the resource is the same for all. */
export type SinkRecord = Omit<ReadableLogRecord, 'resource'>;

let sink: ((record: SinkRecord) => void) | undefined;

/** Says where records go that need none of the SDK's checks; called once by the module that starts the export. */
export function setRecordSink(take: typeof sink): void {
  sink = take;
}

/** Where log records go that are written for every vote; undefined where none leave. */
export function recordSink(): typeof sink {
  return sink;
}
