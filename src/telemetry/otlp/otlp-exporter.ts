import type { MeterProvider } from '@opentelemetry/api';
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { inTime } from './in-time.ts';
import type { OtlpRequest } from './otlp-batch.ts';
import type { RequestExporter } from './otlp-queue.ts';

const signals = {
  span: {
    variable: 'TRACES',
    path: 'v1/traces',
    deserializeResponse: ProtobufTraceSerializer.deserializeResponse,
  },
  log: { variable: 'LOGS', path: 'v1/logs', deserializeResponse: ProtobufLogsSerializer.deserializeResponse },
} as const;

type Response = ReturnType<(typeof signals)[keyof typeof signals]['deserializeResponse']>;

function refusedIn({ partialSuccess = {} }: Response): number {
  const { rejectedSpans, rejectedLogRecords } = partialSuccess as Record<string, number | undefined>;
  return Number(rejectedSpans ?? rejectedLogRecords ?? 0);
}

/**
 * The SDK's exporter over OTLP/HTTP with its environment variables, retries, timeouts and metrics of itself, for what is
 * encoded already.
 */
export function otlpExporter(signal: keyof typeof signals, meterProvider: MeterProvider): RequestExporter {
  const { variable, path, deserializeResponse } = signals[signal];
  const options = convertLegacyHttpOptions({}, variable, path, { 'Content-Type': 'application/x-protobuf' });
  let refused = 0;
  const serializer = {
    serializeRequest: ({ body }: OtlpRequest) => body,
    deserializeResponse(data: Uint8Array) {
      const response = deserializeResponse(data);
      refused = refusedIn(response);
      return response;
    },
  };
  const exporter = inTime(
    options,
    (agentFactory) =>
      new OTLPExporterBase<OtlpRequest>(
        createOtlpHttpExportDelegate(
          { ...options, agentFactory },
          serializer,
          `otlp_http_${signal}_exporter`,
          { name: signal, countItems: ({ items }: OtlpRequest) => items },
          meterProvider,
        ),
      ),
  );
  return {
    export(request, done) {
      refused = 0;
      exporter.export(request, (result) => done({ ...result, refused }));
    },
    shutdown: () => exporter.shutdown(),
  };
}
