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

/**
 * The SDK's exporter over OTLP/HTTP with its environment variables, retries, timeouts and metrics of itself, for what is
 * encoded already.
 */
export function otlpExporter(signal: keyof typeof signals, meterProvider: MeterProvider): RequestExporter {
  const { variable, path, deserializeResponse } = signals[signal];
  const options = convertLegacyHttpOptions({}, variable, path, { 'Content-Type': 'application/x-protobuf' });
  return inTime(
    options,
    (agentFactory) =>
      new OTLPExporterBase<OtlpRequest>(
        createOtlpHttpExportDelegate(
          { ...options, agentFactory },
          { serializeRequest: ({ body }: OtlpRequest) => body, deserializeResponse },
          `otlp_http_${signal}_exporter`,
          { name: signal, countItems: ({ items }: OtlpRequest) => items },
          meterProvider,
        ),
      ),
  );
}
